using RtcVoice.Conversation.Items;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>A response has begun an item.</summary>
internal sealed record ResponseOutputItemAdded : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "response.output_item.added";

    /// <summary>The response.</summary>
    public required string ResponseId { get; init; }

    /// <summary>Which item of the response, from 0.</summary>
    public required int OutputIndex { get; init; }

    /// <summary>The item.</summary>
    public required ConversationItem Item { get; init; }
}
