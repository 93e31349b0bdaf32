using RtcVoice.Audio.Opus;
using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Measures;
using RtcVoice.Pacing.Wheel;
using RtcVoice.Timing;

namespace RtcVoice.Pacing;

/// <summary>One call on the pacer's wheel: its phase, its media clock and, when it is over, why.</summary>
public sealed class PacedCall
{
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const int SamplesPerMillisecond = OpusFormat.SampleRate / 1000;

    private readonly TaskCompletionSource<Exception?> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _mediaOrigin = Instant.Never.Nanoseconds;
    private int _removalRequested;

    internal PacedCall(IPacedSink sink, FrameRing ring, SilenceFrames silence, DepartureLog departures)
    {
        Sink = sink;
        Ring = ring;
        Silence = silence;
        Departures = departures;
        Addition = new CallNode(this);
        Removal = new CallNode(this);
        Ending = new CallNode(this);
    }

    /// <summary>
    /// The deadline of media time 0, or <see cref="Instant.Never"/> until the pacer has taken the call up (within
    /// 35 ms of <see cref="PacingEngine.Add"/>). May be read by any thread.
    /// </summary>
    public Instant MediaOrigin => new(Volatile.Read(ref _mediaOrigin));

    /// <summary>
    /// Completes when the pacer no longer touches the sink: with null after <see cref="PacingEngine.RemoveAsync"/> or
    /// the end of the engine, with the exception when the sink threw and the call was taken off the wheel for it.
    /// </summary>
    public Task<Exception?> Completion => _completion.Task;

    /// <summary>
    /// How long after their deadlines the latest frames had been sent, 64 at most (1.28 s); exact, P99 and P999 being the longest.
    /// May be read by any thread.
    /// </summary>
    public DurationSummary RecentLateness => Lateness.Summarize();

    internal IPacedSink Sink { get; }

    internal FrameRing Ring { get; }

    internal SilenceFrames Silence { get; }

    internal DepartureLog Departures { get; }

    internal RecentDurations Lateness { get; } = new();

    internal CallNode Addition { get; }

    internal CallNode Removal { get; }

    internal CallNode Ending { get; }

    // All below belongs to the pacer, until the call is off the wheel.
    internal PacedCall? Next { get; set; }

    internal PacedCall? Previous { get; set; }

    /// <summary>The slot of the wheel, 0 to 19, or -1 off it.</summary>
    internal int Phase { get; set; } = -1;

    /// <summary>The slot of the grid in which media time 0 is sent.</summary>
    internal long FirstSlot { get; set; }

    /// <summary>The slot of the grid that the sink holds a packet for, or -1.</summary>
    internal long PreparedSlot { get; set; } = -1;

    internal long LastSentSlot { get; set; } = -1;

    internal long LastSentAt { get; set; }

    internal CurrentFrame Frame { get; } = new();

    internal Exception? Fault { get; set; }

    /// <summary>
    /// The media time that the call's clock shows at <paramref name="instant"/>, in samples at 48 kHz; negative before
    /// its start. For the RTP timestamp of a sender report. Zero until the clock has started.
    /// </summary>
    public long MediaTimeAt(Instant instant)
    {
        Instant origin = MediaOrigin;
        return origin.IsNever || instant.IsNever
            ? 0
            : (instant.Nanoseconds - origin.Nanoseconds) * SamplesPerMillisecond / NanosecondsPerMillisecond;
    }

    internal bool TryRequestRemoval() => Interlocked.Exchange(ref _removalRequested, 1) == 0;

    internal void StartMediaClock(Instant origin) => Volatile.Write(ref _mediaOrigin, origin.Nanoseconds);

    internal void Complete() => _completion.TrySetResult(Fault);
}
