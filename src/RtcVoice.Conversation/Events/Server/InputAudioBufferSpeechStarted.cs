namespace RtcVoice.Conversation.Events.Server;

/// <summary>The person began to speak.</summary>
internal sealed record InputAudioBufferSpeechStarted : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "input_audio_buffer.speech_started";

    /// <summary>Where in all the sound so far the turn begins, its prefix included, in ms.</summary>
    public required int AudioStartMs { get; init; }

    /// <summary>The item that the turn will be.</summary>
    public required string ItemId { get; init; }
}
