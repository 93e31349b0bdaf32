using RtcVoice.Conversation.Storage;

namespace RtcVoice.Server.Storage;

/// <summary>What is to be written of one call.</summary>
/// <param name="started">When it began.</param>
internal sealed class PendingCall(DateTimeOffset started)
{
    /// <summary>When it began.</summary>
    public DateTimeOffset Started { get; } = started;

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? Ended { get; set; }

    /// <summary>The newest state of each item that has changed; null of one that is there no more.</summary>
    public Dictionary<string, RecordedItem?> Items { get; } = new(StringComparer.Ordinal);
}
