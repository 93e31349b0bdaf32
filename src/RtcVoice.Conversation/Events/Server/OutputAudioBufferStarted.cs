namespace RtcVoice.Conversation.Events.Server;

/// <summary>The first sound of a response has left for the person.</summary>
internal sealed record OutputAudioBufferStarted : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "output_audio_buffer.started";

    /// <summary>The response.</summary>
    public required string ResponseId { get; init; }
}
