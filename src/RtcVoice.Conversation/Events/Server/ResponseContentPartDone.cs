namespace RtcVoice.Conversation.Events.Server;

/// <summary>A part is whole, or will not become so.</summary>
internal sealed record ResponseContentPartDone : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "response.content_part.done";

    /// <summary>The response.</summary>
    public required string ResponseId { get; init; }

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Which item of the response, from 0.</summary>
    public required int OutputIndex { get; init; }

    /// <summary>Which part of the item, from 0.</summary>
    public required int ContentIndex { get; init; }

    /// <summary>The part.</summary>
    public required ContentPartView Part { get; init; }
}
