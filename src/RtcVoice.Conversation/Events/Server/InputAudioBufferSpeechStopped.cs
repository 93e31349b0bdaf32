namespace RtcVoice.Conversation.Events.Server;

/// <summary>The person has stopped speaking.</summary>
internal sealed record InputAudioBufferSpeechStopped : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "input_audio_buffer.speech_stopped";

    /// <summary>Where in all the sound so far the turn ends, in ms.</summary>
    public required int AudioEndMs { get; init; }

    /// <summary>The item that the turn will be.</summary>
    public required string ItemId { get; init; }
}
