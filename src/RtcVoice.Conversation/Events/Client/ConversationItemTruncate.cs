namespace RtcVoice.Conversation.Events.Client;

/// <summary><c>conversation.item.truncate</c>: the person heard no more than this of an answer.</summary>
/// <param name="ItemId">The assistant's item.</param>
/// <param name="ContentIndex">Always 0.</param>
/// <param name="AudioEndMs">How much was heard, in ms.</param>
internal sealed record ConversationItemTruncate(string ItemId, int ContentIndex, int AudioEndMs) : ClientEvent;
