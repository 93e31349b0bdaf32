namespace RtcVoice.Conversation.Storage;

/// <summary>
/// What has changed in a conversation since the record before. Its items are written so that they are right if no other
/// record follows, because the process is killed: what is being made is incomplete, and what is being heard ends where it
/// has come to.
/// </summary>
public sealed record ConversationRecord
{
    /// <summary>The call: <c>rtc_...</c>.</summary>
    public required string CallId { get; init; }

    /// <summary>When the conversation began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Items that are new, or have changed.</summary>
    public IReadOnlyList<RecordedItem> Items { get; init; } = [];

    /// <summary>Identifiers of items that are there no more.</summary>
    public IReadOnlyList<string> Deleted { get; init; } = [];
}
