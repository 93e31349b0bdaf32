using RtcVoice.Conversation.Realtime;

namespace RtcVoice.Conversation.Storage;

/// <summary>A conversation as a store keeps it.</summary>
/// <param name="CallId">The call: <c>rtc_...</c>.</param>
/// <param name="Started">When it began.</param>
/// <param name="Ended">When it ended; null when it goes on, or its process was killed.</param>
/// <param name="Items">Its items, in order.</param>
public sealed record StoredConversation(string CallId, DateTimeOffset Started, DateTimeOffset? Ended, IReadOnlyList<HeardItem> Items);
