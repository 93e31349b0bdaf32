namespace RtcVoice.Conversation.Events.Server;

/// <summary>Words of the person, as they are made out.</summary>
internal sealed record InputAudioTranscriptionDelta : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "conversation.item.input_audio_transcription.delta";

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Which part of the item, from 0.</summary>
    public required int ContentIndex { get; init; }

    /// <summary>More of the transcript.</summary>
    public required string Delta { get; init; }
}
