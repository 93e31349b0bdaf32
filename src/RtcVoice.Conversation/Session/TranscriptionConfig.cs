using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Session;

/// <summary>How the words of the person are made out; what an agent cannot use it leaves alone.</summary>
public sealed record TranscriptionConfig
{
    /// <summary>The model, by its provider's name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Model { get; init; }

    /// <summary>The language, as ISO 639-1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Language { get; init; }

    /// <summary>Words to expect.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Prompt { get; init; }
}
