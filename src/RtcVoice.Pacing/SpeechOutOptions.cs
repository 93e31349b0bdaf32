namespace RtcVoice.Pacing;

/// <summary>How one call's speech is buffered.</summary>
public sealed record SpeechOutOptions
{
    /// <summary>The options of a conversation.</summary>
    public static readonly SpeechOutOptions Default = new();

    /// <summary>
    /// Frames encoded ahead of the pacer, 3 to 20. Default 5, which is 100 ms: how long the call's worker may be late.
    /// </summary>
    public int Depth { get; init; } = 5;

    /// <summary>Audio that waits per segment before its writer must, 1 s to 10 min. Default 60 s (5.8 MB).</summary>
    public TimeSpan MaxBuffered { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Segments that may be open or waiting at once, 1 to 1,000. Default 32.</summary>
    public int MaxSegments { get; init; } = 32;

    /// <summary>Audio that starts a talkspurt of a source that has never stalled, 30 ms or more. Default 60 ms.</summary>
    public TimeSpan MinWatermark { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>The most that stalls may raise the watermark to, up to 5 s. Default 400 ms: beyond, a pause is the lesser evil.</summary>
    public TimeSpan MaxWatermark { get; init; } = TimeSpan.FromMilliseconds(400);
}
