using RtcVoice.Conversation.Realtime;

namespace RtcVoice.Conversation.Storage;

/// <summary>An item and its place in the conversation.</summary>
/// <param name="Place">Orders the items of a conversation; no two have the same.</param>
/// <param name="Item">The item, and how much of it was heard.</param>
public sealed record RecordedItem(long Place, HeardItem Item);
