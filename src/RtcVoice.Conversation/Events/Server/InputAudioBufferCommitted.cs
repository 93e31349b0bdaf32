namespace RtcVoice.Conversation.Events.Server;

/// <summary>What was in the input buffer is the person's turn.</summary>
internal sealed record InputAudioBufferCommitted : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "input_audio_buffer.committed";

    /// <summary>The item before it, or null when it is the first.</summary>
    public string? PreviousItemId { get; init; }

    /// <summary>The item that the sound becomes.</summary>
    public required string ItemId { get; init; }
}
