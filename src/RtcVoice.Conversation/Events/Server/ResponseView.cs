using System.Text.Json;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>A response as clients see it.</summary>
internal sealed record ResponseView
{
    public string Object { get; } = "realtime.response";

    public required string Id { get; init; }

    public required ResponseStatus Status { get; init; }

    /// <summary>Why it ended as it did, or null when there is nothing to say.</summary>
    public ResponseStatusDetails? StatusDetails { get; init; }

    /// <summary>Its items so far.</summary>
    public required IReadOnlyList<ConversationItem> Output { get; init; }

    /// <summary>The conversation that it is part of, or null.</summary>
    public string? ConversationId { get; init; }

    public required IReadOnlyList<OutputModality> OutputModalities { get; init; }

    [System.Text.Json.Serialization.JsonConverter(typeof(MaxOutputTokensConverter))]
    public int? MaxOutputTokens { get; init; }

    public required ResponseAudioView Audio { get; init; }

    /// <summary>What it took, or null until it is over.</summary>
    public UsageView? Usage { get; init; }

    /// <summary>The client's own notes, or null.</summary>
    public JsonElement? Metadata { get; init; }
}
