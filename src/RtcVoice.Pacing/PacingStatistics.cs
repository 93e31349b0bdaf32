using RtcVoice.Pacing.Measures;

namespace RtcVoice.Pacing;

/// <summary>
/// Counters and distributions of one engine since its start; every member may be read by any thread at any time.
/// </summary>
public sealed class PacingStatistics
{
    private readonly DurationHistogram _lateness = new();
    private readonly DurationHistogram _intervalDeviation = new();
    private long _framesSent;
    private long _silenceFramesSent;
    private long _skippedSlots;
    private long _underruns;
    private long _starvations;
    private long _sinkFaults;

    internal PacingStatistics()
    {
    }

    /// <summary>Frames that departed, silence included.</summary>
    public long FramesSent => Volatile.Read(ref _framesSent);

    /// <summary>Frames among them that were the silence between talkspurts.</summary>
    public long SilenceFramesSent => Volatile.Read(ref _silenceFramesSent);

    /// <summary>Slots of a call that were over before the pacer came to them, and in which nothing was sent.</summary>
    public long SkippedSlots => Volatile.Read(ref _skippedSlots);

    /// <summary>Times a talkspurt was held because its source had nothing more.</summary>
    public long Underruns => Volatile.Read(ref _underruns);

    /// <summary>Times a call's ring was found empty in mid-speech, because its worker was late.</summary>
    public long Starvations => Volatile.Read(ref _starvations);

    /// <summary>Calls taken off the wheel because their sink threw.</summary>
    public long SinkFaults => Volatile.Read(ref _sinkFaults);

    /// <summary>How long after its deadline a frame had been sent.</summary>
    public DurationSummary Lateness => _lateness.Summarize();

    /// <summary>How far the time between two departures of a call was from the time between their timestamps.</summary>
    public DurationSummary IntervalDeviation => _intervalDeviation.Summarize();

    /// <summary>Begins to watch <see cref="Lateness"/> in stretches.</summary>
    public DurationWindow WatchLateness() => new(_lateness);

    // The pacer is the only writer of these; a plain increment with a visible store suffices.
    internal void CountFrame(bool isSilence, long lateness)
    {
        Volatile.Write(ref _framesSent, _framesSent + 1);
        if (isSilence)
        {
            Volatile.Write(ref _silenceFramesSent, _silenceFramesSent + 1);
        }

        _lateness.Record(lateness);
    }

    internal void CountInterval(long deviation) => _intervalDeviation.Record(Math.Abs(deviation));

    internal void CountSkippedSlot() => Volatile.Write(ref _skippedSlots, _skippedSlots + 1);

    internal void CountSinkFault() => Volatile.Write(ref _sinkFaults, _sinkFaults + 1);

    // These come from the workers of many calls.
    internal void CountUnderrun() => Interlocked.Increment(ref _underruns);

    internal void CountStarvation() => Interlocked.Increment(ref _starvations);
}
