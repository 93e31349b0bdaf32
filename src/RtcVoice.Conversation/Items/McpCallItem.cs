using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Items;

/// <summary>
/// A tool that runs on the server. Clients see it in the form that the Realtime API has for tools that are not theirs, so
/// that none tries to run it; the label of the server is ours.
/// </summary>
public sealed record McpCallItem : ConversationItem
{
    /// <summary>The label by which clients know the tools of this server.</summary>
    public const string ThisServer = "rtcvoice";

    /// <summary>Whose tool it is.</summary>
    public string ServerLabel { get; init; } = ThisServer;

    /// <summary>Which tool.</summary>
    public required string Name { get; init; }

    /// <summary>Its arguments: a JSON object as text; empty while it is being made.</summary>
    public required string Arguments { get; init; }

    /// <summary>What came out, as text, or null while it runs and when it failed.</summary>
    public string? Output { get; init; }

    /// <summary>Why it failed, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public McpCallError? Error { get; init; }
}
