using System.Text.Json;
using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Session;

/// <summary>
/// What a session is configured to (wire contract of <c>session.update</c>). What RtcVoice has no use for itself (tracing,
/// prompt, include, truncation, reasoning) is kept and given back as it came, for agents and clients that have.
/// </summary>
public sealed record SessionConfig
{
    /// <summary>The configuration that a session begins with.</summary>
    public static readonly SessionConfig Default = new();

    /// <summary>The model, by the agent's name for it; fixed once it has answered. Empty for whichever the agent has.</summary>
    public string Model { get; init; } = "";

    /// <summary>How the agent answers: exactly one.</summary>
    public IReadOnlyList<OutputModality> OutputModalities { get; init; } = [OutputModality.Audio];

    /// <summary>What the agent is told to be.</summary>
    public string Instructions { get; init; } = "";

    /// <summary>Functions that the client runs.</summary>
    public IReadOnlyList<FunctionTool> Tools { get; init; } = [];

    /// <summary><c>auto</c>, <c>none</c>, <c>required</c>, or <c>{"type":"function","name":...}</c>.</summary>
    public ToolChoice ToolChoice { get; init; } = ToolChoice.Auto;

    /// <summary>The most tokens of one response; null, written <c>"inf"</c>, for no limit.</summary>
    [JsonConverter(typeof(MaxOutputTokensConverter))]
    public int? MaxOutputTokens { get; init; }

    /// <summary>Whether several functions may be called at once, or null where it was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ParallelToolCalls { get; init; }

    /// <summary>Kept as it came.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Reasoning { get; init; }

    /// <summary>Kept as it came; <c>"auto"</c> or an object. Default <c>auto</c> (absent).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Truncation { get; init; }

    /// <summary>Kept as it came: null, <c>"auto"</c> or an object.</summary>
    public JsonElement? Tracing { get; init; }

    /// <summary>Kept as it came.</summary>
    public JsonElement? Prompt { get; init; }

    /// <summary>Kept as it came.</summary>
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>Sound, both ways.</summary>
    public AudioConfig Audio { get; init; } = new();
}
