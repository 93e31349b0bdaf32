namespace RtcVoice.Conversation.Events.Server;

/// <summary>An answer was cut to what was heard of it.</summary>
internal sealed record ConversationItemTruncated : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "conversation.item.truncated";

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Which part of the item, from 0.</summary>
    public required int ContentIndex { get; init; }

    /// <summary>How much of its sound was heard, in ms.</summary>
    public required int AudioEndMs { get; init; }
}
