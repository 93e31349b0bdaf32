namespace RtcVoice.Conversation.Events.Server;

/// <summary>What the person said, in words.</summary>
internal sealed record InputAudioTranscriptionCompleted : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "conversation.item.input_audio_transcription.completed";

    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Which part of the item, from 0.</summary>
    public required int ContentIndex { get; init; }

    /// <summary>All of it.</summary>
    public required string Transcript { get; init; }

    /// <summary>What it took.</summary>
    public required TranscriptionUsage Usage { get; init; }
}
