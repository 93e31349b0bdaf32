using System.Text.Json.Serialization;
using RtcVoice.Conversation.Turns;

namespace RtcVoice.Server.Calls;

/// <summary>How long an answer took: milliseconds from the end of the person's voice to each step, null until it is reached.</summary>
internal sealed record TurnView
{
    /// <summary>The person's turn.</summary>
    [JsonPropertyName("item_id")]
    public required string ItemId { get; init; }

    /// <summary>When the person fell silent, in milliseconds of Unix time.</summary>
    [JsonPropertyName("speech_ended_at")]
    public required long SpeechEndedAt { get; init; }

    /// <summary>The turn was taken to be over.</summary>
    [JsonPropertyName("decided_ms")]
    public required double DecidedMs { get; init; }

    /// <summary>The agent made the first sound of its answer.</summary>
    [JsonPropertyName("first_sound_ms")]
    public required double? FirstSoundMs { get; init; }

    /// <summary>The first frame of it left.</summary>
    [JsonPropertyName("departed_ms")]
    public required double? DepartedMs { get; init; }

    /// <summary>The person heard it.</summary>
    [JsonPropertyName("heard_ms")]
    public required double? HeardMs { get; init; }

    /// <summary>Whether the answer was cut off before it was heard.</summary>
    [JsonPropertyName("broken_off")]
    public required bool IsBrokenOff { get; init; }

    /// <summary>Shows a turn.</summary>
    public static TurnView Of(TurnLatency turn) => new()
    {
        ItemId = turn.ItemId,
        SpeechEndedAt = turn.SpeechEnded.ToUnixTimeMilliseconds(),
        DecidedMs = turn.Decided.TotalMilliseconds,
        FirstSoundMs = turn.FirstSound?.TotalMilliseconds,
        DepartedMs = turn.Departed?.TotalMilliseconds,
        HeardMs = turn.Heard?.TotalMilliseconds,
        IsBrokenOff = turn.IsBrokenOff,
    };
}
