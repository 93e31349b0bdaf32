namespace RtcVoice.Conversation.Events.Server;

/// <summary>The input buffer is empty.</summary>
internal sealed record InputAudioBufferCleared : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "input_audio_buffer.cleared";
}
