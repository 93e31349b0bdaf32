using System.Text.Json.Serialization;
using RtcVoice.Conversation.Playout;

namespace RtcVoice.Server.Calls;

/// <summary>How far all that the agent has said in a call has come.</summary>
internal sealed record SpeechView
{
    /// <summary>How much sound it has made.</summary>
    [JsonPropertyName("generated_ms")]
    public required long GeneratedMs { get; init; }

    /// <summary>How much of that has left for the person.</summary>
    [JsonPropertyName("departed_ms")]
    public required long DepartedMs { get; init; }

    /// <summary>How much of that was heard.</summary>
    [JsonPropertyName("heard_ms")]
    public required long HeardMs { get; init; }

    /// <summary>How much of what was made was cut off, and will never be heard.</summary>
    [JsonPropertyName("discarded_ms")]
    public required long DiscardedMs { get; init; }

    /// <summary>From departure to the ear, the browser's jitter buffer and sound device within; null where the client plays by itself.</summary>
    [JsonPropertyName("delay_ms")]
    public required double? DelayMs { get; init; }

    /// <summary>How far off that may be, either way.</summary>
    [JsonPropertyName("error_ms")]
    public required double? ErrorMs { get; init; }

    /// <summary>How that is known: reported, modelled or send_clock.</summary>
    [JsonPropertyName("source")]
    public required string Source { get; init; }

    /// <summary>Shows how far it has come.</summary>
    public static SpeechView Of(SpeechProgress speech) => new()
    {
        GeneratedMs = (long)speech.Generated.TotalMilliseconds,
        DepartedMs = (long)speech.Departed.TotalMilliseconds,
        HeardMs = (long)speech.Heard.TotalMilliseconds,
        DiscardedMs = (long)speech.Discarded.TotalMilliseconds,
        DelayMs = speech.Delay?.TotalMilliseconds,
        ErrorMs = speech.Error?.TotalMilliseconds,
        Source = PlayoutView.Name(speech.Source),
    };
}
