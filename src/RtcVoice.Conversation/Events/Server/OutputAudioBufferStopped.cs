namespace RtcVoice.Conversation.Events.Server;

/// <summary>The last sound of a response has been heard.</summary>
internal sealed record OutputAudioBufferStopped : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "output_audio_buffer.stopped";

    /// <summary>The response.</summary>
    public required string ResponseId { get; init; }
}
