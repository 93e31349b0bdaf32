using RtcVoice.Conversation.Items;

namespace RtcVoice.Conversation.Events.Client;

/// <summary><c>conversation.item.create</c>.</summary>
/// <param name="Item">The item; its id is empty when the server is to choose one.</param>
/// <param name="PreviousItemId">The item to put it behind, <c>root</c> for the beginning, or null for the end.</param>
internal sealed record ConversationItemCreate(ConversationItem Item, string? PreviousItemId) : ClientEvent;
