using RtcVoice.Pacing.Measures;

namespace RtcVoice.Pacing;

/// <summary>
/// A distribution that grows, looked at in stretches: each reading tells what was measured since the one before. One
/// reader; recording goes on meanwhile and is not slowed.
/// </summary>
public sealed class DurationWindow
{
    private readonly DurationHistogram _histogram;
    private readonly long[] _seen = new long[DurationHistogram.BucketCount];

    internal DurationWindow(DurationHistogram histogram)
    {
        _histogram = histogram;
        Take();
    }

    /// <summary>
    /// What was measured since the last call, or since the window was opened. The maximum is an upper bound too, as the exact
    /// one is only known since the start.
    /// </summary>
    public DurationSummary Take()
    {
        Span<long> counts = stackalloc long[DurationHistogram.BucketCount];
        for (int i = 0; i < counts.Length; i++)
        {
            long count = _histogram.CountOf(i);
            counts[i] = count - _seen[i];
            _seen[i] = count;
        }

        return DurationHistogram.Summarize(counts, _histogram.Max);
    }
}
