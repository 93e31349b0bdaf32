namespace RtcVoice.Conversation.Events.Server;

/// <summary>All sound of an item has been made.</summary>
internal sealed record ResponseOutputAudioDone : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "response.output_audio.done";

    /// <summary>The response.</summary>
    public required string ResponseId { get; init; }

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Which item of the response, from 0.</summary>
    public required int OutputIndex { get; init; }

    /// <summary>Which part of the item, from 0.</summary>
    public required int ContentIndex { get; init; }
}
