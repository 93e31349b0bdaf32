namespace RtcVoice.Conversation.Session;

/// <summary>Sound, both ways.</summary>
public sealed record AudioConfig
{
    /// <summary>The person's.</summary>
    public AudioInputConfig Input { get; init; } = new();

    /// <summary>The agent's.</summary>
    public AudioOutputConfig Output { get; init; } = new();
}
