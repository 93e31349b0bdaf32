namespace RtcVoice.Conversation.Events.Server;

/// <summary>An item has left the conversation.</summary>
internal sealed record ConversationItemDeleted : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "conversation.item.deleted";

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }
}
