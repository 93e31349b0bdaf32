namespace RtcVoice.Conversation.Session;

/// <summary>The person's sound.</summary>
public sealed record AudioInputConfig
{
    /// <summary>How it is coded in events.</summary>
    public AudioFormat Format { get; init; } = new();

    /// <summary>How its words are made out, or null for not at all.</summary>
    public TranscriptionConfig? Transcription { get; init; }

    /// <summary>What noise is taken out, or null. Kept for agents whose upstream does it.</summary>
    public NoiseReductionConfig? NoiseReduction { get; init; }

    /// <summary>How the end of a turn is found; null leaves it to the client.</summary>
    public TurnDetection? TurnDetection { get; init; } = new ServerVad();
}
