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

    /// <summary>Audio that no talkspurt starts without, and with which that of an unknown source starts, 30 ms to 5 s. Default 60 ms.</summary>
    public TimeSpan MinWatermark { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>The most audio, or time, that stalls may make a talkspurt wait for, up to 5 s and half of <see cref="MaxBuffered"/>. Default 400 ms:
    /// beyond, a pause is the lesser evil.</summary>
    public TimeSpan MaxWatermark { get; init; } = TimeSpan.FromMilliseconds(400);

    internal void ThrowIfInvalid()
    {
        ThrowIfOutside(Depth, 3, 20, nameof(Depth));
        ThrowIfOutside(MaxBuffered, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(MaxBuffered));
        ThrowIfOutside(MaxSegments, 1, 1_000, nameof(MaxSegments));
        ThrowIfOutside(MinWatermark, TimeSpan.FromMilliseconds(30), TimeSpan.FromSeconds(5), nameof(MinWatermark));

        // A watermark that the buffer cannot hold would never be reached.
        TimeSpan half = MaxBuffered / 2;
        TimeSpan most = TimeSpan.FromSeconds(5);
        ThrowIfOutside(MaxWatermark, MinWatermark, half < most ? half : most, nameof(MaxWatermark));
    }

    private static void ThrowIfOutside<T>(T value, T least, T most, string name)
        where T : IComparable<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
    }
}
