using System.Text.Json;
using System.Text.Json.Serialization;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Json;
using RtcVoice.Conversation.Realtime;

namespace RtcVoice.Server.Calls;

/// <summary>One item of a conversation; the figures are there for what the agent said aloud, and absent otherwise.</summary>
internal sealed record HeardItemView
{
    /// <summary>The item, as events show it.</summary>
    [JsonPropertyName("item")]
    public required JsonElement Item { get; init; }

    /// <summary>The words that were heard.</summary>
    [JsonPropertyName("transcript")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Transcript { get; init; }

    /// <summary>How well it is known which words were heard: exact, aligned or estimated.</summary>
    [JsonPropertyName("transcript_confidence")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TranscriptConfidence { get; init; }

    /// <summary>How much of the sound was heard; absent as long as that is not known.</summary>
    [JsonPropertyName("heard_ms")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? HeardMs { get; init; }

    /// <summary>How much sound there was.</summary>
    [JsonPropertyName("generated_ms")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? GeneratedMs { get; init; }

    /// <summary>Whether it was cut.</summary>
    [JsonPropertyName("interrupted")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Interrupted { get; init; }

    /// <summary>How far it has come, while it is being heard.</summary>
    [JsonPropertyName("playout")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlayoutView? Playout { get; init; }

    /// <summary>Shows an item.</summary>
    public static HeardItemView Of(HeardItem heard)
    {
        var view = new HeardItemView { Item = RealtimeJson.OfItem(heard.Item) };
        return heard.Generated is not { } generated
            ? view
            : view with
            {
                Transcript = string.Concat(((MessageItem)heard.Item).Content.OfType<OutputAudioPart>().Select(p => p.Transcript)),
                TranscriptConfidence = heard.Confidence is { } confidence ? confidence.ToString().ToLowerInvariant() : null,
                HeardMs = (long?)heard.Heard?.TotalMilliseconds,
                GeneratedMs = (long)generated.TotalMilliseconds,
                Interrupted = heard.IsInterrupted,
                Playout = heard.Position is { } position ? PlayoutView.Of(position) : null,
            };
    }
}
