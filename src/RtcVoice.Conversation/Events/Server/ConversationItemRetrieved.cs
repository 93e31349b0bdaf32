using RtcVoice.Conversation.Items;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>An item, as a client asked for it.</summary>
internal sealed record ConversationItemRetrieved : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "conversation.item.retrieved";

    /// <summary>The item.</summary>
    public required ConversationItem Item { get; init; }
}
