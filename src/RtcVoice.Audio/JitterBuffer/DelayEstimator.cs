using RtcVoice.Audio.Opus;
using RtcVoice.Timing;

namespace RtcVoice.Audio.JitterBuffer;

/// <summary>Measures how late packets come, and from that how long they should be made to wait.</summary>
internal sealed class DelayEstimator
{
    /// <summary>The shortest wait: browsers capture in blocks of 10 ms and send in bursts of as much.</summary>
    public static readonly TimeSpan MinTarget = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The shortest wait where packets get lost: at the pull of a lost one its successor, 20 ms behind, is there to
    /// restore it from.
    /// </summary>
    public static readonly TimeSpan MinTargetUnderLoss = TimeSpan.FromMilliseconds(30);

    /// <summary>The longest wait: beyond it a conversation suffers more from the delay than from the losses.</summary>
    public static readonly TimeSpan MaxTarget = TimeSpan.FromMilliseconds(400);

    /// <summary>Playing begins at the pull nearest to the target, and pulls come every 20 ms.</summary>
    public static readonly TimeSpan HalfTick = TimeSpan.FromMilliseconds(10);

    /// <summary>The wait until the first half-second has been measured.</summary>
    private static readonly TimeSpan StartTarget = TimeSpan.FromMilliseconds(40);

    /// <summary>Losses above this share are worth a longer wait.</summary>
    private const double LossWorthWaiting = 0.01;

    /// <summary>The share of losses is an average over about so many packets: 4 s.</summary>
    private const double LossMemoryPackets = 200;

    private readonly DelayHistogram _histogram = new();
    private DelayBaseline _baseline;
    private long _origin;
    private Instant _intervalEnd;
    private TimeSpan _worstOfInterval;
    private TimeSpan _leastOfInterval = TimeSpan.MaxValue;
    private TimeSpan _wanted = StartTarget;
    private double _loss;

    /// <summary>How long packets should wait, between <see cref="MinTarget"/> and <see cref="MaxTarget"/>.</summary>
    public TimeSpan Target { get; private set; } = StartTarget;

    /// <summary>Learns that <paramref name="lost"/> packets were missing before one that was played.</summary>
    public void CountLoss(long lost)
    {
        double share = (double)lost / (lost + 1);
        _loss += (share - _loss) * Math.Min(1, (lost + 1) / LossMemoryPackets);
        SetTarget();
    }

    /// <summary>Starts a timeline; what was learned of the jitter stays.</summary>
    public void Begin(long timestamp, Instant arrival)
    {
        _origin = timestamp;
        _baseline.Reset(arrival, arrival.Nanoseconds);
        StartInterval(arrival);
    }

    /// <summary>
    /// How long after the fastest packets of late the sample at <paramref name="timestamp"/> would be if it were there,
    /// or played, at <paramref name="at"/>.
    /// </summary>
    public TimeSpan DelayOf(long timestamp, Instant at) =>
        new((at.Nanoseconds - MediaNanoseconds(timestamp) - _baseline.Nanoseconds) / TimeSpan.NanosecondsPerTick);

    /// <summary>Samples since the timeline began, for a check that <see cref="DelayOf"/> cannot overflow.</summary>
    public long SpanOf(long timestamp) => unchecked(timestamp - _origin);

    /// <summary>Learns from a packet.</summary>
    public void Measure(long timestamp, Instant arrival)
    {
        _baseline.Add(arrival, arrival.Nanoseconds - MediaNanoseconds(timestamp));
        TimeSpan delay = DelayOf(timestamp, arrival);
        _worstOfInterval = delay > _worstOfInterval ? delay : _worstOfInterval;
        _leastOfInterval = delay < _leastOfInterval ? delay : _leastOfInterval;
        if (arrival < _intervalEnd)
        {
            return;
        }

        // What even the fastest packet of the interval had is no jitter: the sender's clock or the route has moved, and until
        // the baseline follows, 2 s later, every packet looks late. Waiting for that would hold up a call for half a minute.
        _histogram.Add(_worstOfInterval - _leastOfInterval);
        StartInterval(arrival);
        _wanted = _histogram.Delay + HalfTick;
        SetTarget();
    }

    private void StartInterval(Instant start)
    {
        _intervalEnd = start + DelayHistogram.Interval;
        _worstOfInterval = TimeSpan.Zero;
        _leastOfInterval = TimeSpan.MaxValue;
    }

    private void SetTarget()
    {
        TimeSpan least = _loss > LossWorthWaiting ? MinTargetUnderLoss : MinTarget;
        Target = _wanted < least ? least : _wanted > MaxTarget ? MaxTarget : _wanted;
    }

    private long MediaNanoseconds(long timestamp) =>
        (timestamp - _origin) * (1_000_000_000 / 16_000) / (OpusFormat.SampleRate / 16_000);
}
