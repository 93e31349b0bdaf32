using RtcVoice.Conversation.Items;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>An item of a response is whole, or will not become so.</summary>
internal sealed record ResponseOutputItemDone : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "response.output_item.done";

    /// <summary>The response.</summary>
    public required string ResponseId { get; init; }

    /// <summary>Which item of the response, from 0.</summary>
    public required int OutputIndex { get; init; }

    /// <summary>The item.</summary>
    public required ConversationItem Item { get; init; }
}
