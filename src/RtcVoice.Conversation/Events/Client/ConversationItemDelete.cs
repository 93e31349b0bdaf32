namespace RtcVoice.Conversation.Events.Client;

/// <summary><c>conversation.item.delete</c>.</summary>
/// <param name="ItemId">The item.</param>
internal sealed record ConversationItemDelete(string ItemId) : ClientEvent;
