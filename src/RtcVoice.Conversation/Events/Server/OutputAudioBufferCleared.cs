namespace RtcVoice.Conversation.Events.Server;

/// <summary>The sound of a response was cut.</summary>
internal sealed record OutputAudioBufferCleared : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "output_audio_buffer.cleared";

    /// <summary>The response.</summary>
    public required string ResponseId { get; init; }
}
