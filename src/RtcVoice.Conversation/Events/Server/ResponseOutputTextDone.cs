namespace RtcVoice.Conversation.Events.Server;

/// <summary>All that the agent wrote.</summary>
internal sealed record ResponseOutputTextDone : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "response.output_text.done";

    /// <summary>The response.</summary>
    public required string ResponseId { get; init; }

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Which item of the response, from 0.</summary>
    public required int OutputIndex { get; init; }

    /// <summary>Which part of the item, from 0.</summary>
    public required int ContentIndex { get; init; }

    /// <summary>All of it.</summary>
    public required string Text { get; init; }
}
