using System.Text.Json.Serialization;
using RtcVoice.Conversation.Playout;

namespace RtcVoice.Server.Calls;

/// <summary>How far a message has come that is being heard now.</summary>
internal sealed record PlayoutView
{
    [JsonPropertyName("response_id")]
    public required string ResponseId { get; init; }

    [JsonPropertyName("content_index")]
    public required int ContentIndex { get; init; }

    /// <summary>How much of its sound has left for the person.</summary>
    [JsonPropertyName("departed_ms")]
    public required long DepartedMs { get; init; }

    /// <summary>How much there is that has not left.</summary>
    [JsonPropertyName("pending_ms")]
    public required long PendingMs { get; init; }

    /// <summary>How far off <c>heard_ms</c> may be, either way.</summary>
    [JsonPropertyName("error_ms")]
    public required long ErrorMs { get; init; }

    /// <summary>How it is known what was heard: reported, modelled or send_clock.</summary>
    [JsonPropertyName("source")]
    public required string Source { get; init; }

    /// <summary>Shows a position.</summary>
    public static PlayoutView Of(PlayoutPosition position) => new()
    {
        ResponseId = position.ResponseId,
        ContentIndex = position.ContentIndex,
        DepartedMs = (long)position.Departed.TotalMilliseconds,
        PendingMs = (long)position.Pending.TotalMilliseconds,
        ErrorMs = (long)position.Error.TotalMilliseconds,
        Source = Name(position.Source),
    };

    /// <summary>How the API names how it is known.</summary>
    public static string Name(PlayoutSource source) => source switch
    {
        PlayoutSource.Reported => "reported",
        PlayoutSource.Modelled => "modelled",
        _ => "send_clock",
    };
}
