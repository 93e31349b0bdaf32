namespace RtcVoice.Pacing.Measures;

/// <summary>
/// The latest durations of something that happens 50 times a second. One thread records, without allocating or waiting; any
/// thread reads, and sees each of them whole.
/// </summary>
internal sealed class RecentDurations
{
    /// <summary>1.28 s of a call's departures: whoever looks once a second, somewhat late, misses none.</summary>
    public const int Capacity = 64;

    private readonly uint[] _nanoseconds = new uint[Capacity];
    private int _count;

    /// <summary>Records a duration; a negative one counts as 0, and one beyond 4.2 s as that.</summary>
    public void Record(long nanoseconds)
    {
        int count = _count;
        Volatile.Write(ref _nanoseconds[count % Capacity], (uint)Math.Clamp(nanoseconds, 0, uint.MaxValue));
        Volatile.Write(ref _count, count + 1 == 2 * Capacity ? Capacity : count + 1);
    }

    /// <summary>The latest ones; what is recorded meanwhile may or may not be among them.</summary>
    public DurationSummary Summarize()
    {
        int count = Math.Min(Volatile.Read(ref _count), Capacity);
        if (count == 0)
        {
            return default;
        }

        Span<uint> sorted = stackalloc uint[Capacity];
        _nanoseconds.CopyTo(sorted);
        sorted = sorted[..count];
        sorted.Sort();
        return new DurationSummary(count, Quantile(sorted, 0.5), Quantile(sorted, 0.99), Quantile(sorted, 0.999), Quantile(sorted, 1));
    }

    private static TimeSpan Quantile(ReadOnlySpan<uint> sorted, double quantile) =>
        TimeSpan.FromMicroseconds(sorted[(int)Math.Ceiling(quantile * sorted.Length) - 1] / 1000.0);
}
