namespace RtcVoice.Conversation.Events.Server;

/// <summary>Sound of the agent; on WebSockets alone.</summary>
internal sealed record ResponseOutputAudioDelta : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "response.output_audio.delta";

    /// <summary>The response.</summary>
    public required string ResponseId { get; init; }

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Which item of the response, from 0.</summary>
    public required int OutputIndex { get; init; }

    /// <summary>Which part of the item, from 0.</summary>
    public required int ContentIndex { get; init; }

    /// <summary>Base64 of mono PCM16 at 24 kHz.</summary>
    public required string Delta { get; init; }
}
