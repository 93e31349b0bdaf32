namespace RtcVoice.Conversation.Events.Client;

/// <summary><c>conversation.item.retrieve</c>.</summary>
/// <param name="ItemId">The item.</param>
internal sealed record ConversationItemRetrieve(string ItemId) : ClientEvent;
