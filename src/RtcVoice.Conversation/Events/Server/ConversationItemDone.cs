using RtcVoice.Conversation.Items;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>An item is whole, or will not become so.</summary>
internal sealed record ConversationItemDone : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "conversation.item.done";

    /// <summary>The item before it, or null when it is the first.</summary>
    public string? PreviousItemId { get; init; }

    /// <summary>The item.</summary>
    public required ConversationItem Item { get; init; }
}
