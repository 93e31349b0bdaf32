namespace RtcVoice.Conversation.Session;

/// <summary>A turn is over after a silence of a set length.</summary>
public sealed record ServerVad : TurnDetection
{
    /// <summary>The probability from which sound is speech, 0 to 1. Default 0.5.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Sound before the onset that belongs to the turn, in ms, 0 to 1,000. Default 300.</summary>
    public int PrefixPaddingMs { get; init; } = 300;

    /// <summary>The silence that ends a turn, in ms, 100 to 10,000. Default 500.</summary>
    public int SilenceDurationMs { get; init; } = 500;

    /// <summary>After so much silence behind a response the agent speaks again, in ms, 5,000 to 30,000; null for never. Default null.</summary>
    public int? IdleTimeoutMs { get; init; }
}
