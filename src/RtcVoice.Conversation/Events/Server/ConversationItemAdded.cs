using RtcVoice.Conversation.Items;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>An item has joined the conversation.</summary>
internal sealed record ConversationItemAdded : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "conversation.item.added";

    /// <summary>The item before it, or null when it is the first.</summary>
    public string? PreviousItemId { get; init; }

    /// <summary>The item.</summary>
    public required ConversationItem Item { get; init; }
}
