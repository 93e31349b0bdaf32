using System.Text.Json;
using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Session;

/// <summary>A function that the client runs when the agent asks for it.</summary>
public sealed record FunctionTool
{
    /// <summary>Always <c>function</c>.</summary>
    public string Type { get; } = "function";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in words for the model; may be empty.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    /// <summary>The JSON schema of its arguments, or null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Parameters { get; init; }
}
