namespace RtcVoice.Pacing;

/// <summary>Counters and distributions of one engine since its start; every member may be read by any thread at any time.</summary>
public sealed class PacingStatistics
{
    internal PacingStatistics()
    {
    }

    /// <summary>Frames that departed, silence included.</summary>
    public long FramesSent { get; }

    /// <summary>Frames among them that were the silence between talkspurts.</summary>
    public long SilenceFramesSent { get; }

    /// <summary>Slots of a call that were over before the pacer came to them, and in which nothing was sent.</summary>
    public long SkippedSlots { get; }

    /// <summary>Times a talkspurt was held because its source had nothing more.</summary>
    public long Underruns { get; }

    /// <summary>Calls taken off the wheel because their sink threw.</summary>
    public long SinkFaults { get; }

    /// <summary>How long after its deadline a frame had been sent.</summary>
    public DurationSummary Lateness { get; }

    /// <summary>How far the time between two departures of a call was from the time between their timestamps.</summary>
    public DurationSummary IntervalDeviation { get; }
}
