namespace RtcVoice.Conversation.Events.Server;

/// <summary>The person has said nothing for too long (idle_timeout_ms).</summary>
internal sealed record InputAudioBufferTimeoutTriggered : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "input_audio_buffer.timeout_triggered";

    /// <summary>Where the silence began, in ms.</summary>
    public required int AudioStartMs { get; init; }

    /// <summary>Where it had lasted too long, in ms.</summary>
    public required int AudioEndMs { get; init; }

    /// <summary>The item that stands for the silence.</summary>
    public required string ItemId { get; init; }
}
