using System.Numerics;

namespace RtcVoice.Pacing.Measures;

/// <summary>
/// A distribution of durations in log-linear buckets: 32 in each octave, so a quantile is at most 3.2 % too high. One
/// thread records, without allocating or waiting; any thread reads, and sees each count whole.
/// </summary>
internal sealed class DurationHistogram
{
    private const int SubBucketBits = 5;
    private const int SubBuckets = 1 << SubBucketBits;

    /// <summary>2^37 ns are 137 s; what takes longer counts as that in the quantiles, and as itself in the maximum.</summary>
    private const int Octaves = 37;

    public const int BucketCount = (Octaves - SubBucketBits + 1) * SubBuckets;

    private readonly long[] _counts = new long[BucketCount];
    private long _max;

    /// <summary>Records a duration; a negative one counts as 0.</summary>
    public void Record(long nanoseconds)
    {
        long value = Math.Max(0, nanoseconds);
        ref long count = ref _counts[BucketOf(value)];
        Volatile.Write(ref count, count + 1);
        if (value > _max)
        {
            Volatile.Write(ref _max, value);
        }
    }

    /// <summary>The longest so far.</summary>
    public TimeSpan Max => ToTimeSpan(Volatile.Read(ref _max));

    /// <summary>How many fell into a bucket so far.</summary>
    public long CountOf(int bucket) => Volatile.Read(ref _counts[bucket]);

    /// <summary>The distribution so far. What is recorded meanwhile may or may not be in it.</summary>
    public DurationSummary Summarize()
    {
        Span<long> counts = stackalloc long[BucketCount];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = CountOf(i);
        }

        return Summarize(counts, Max);
    }

    /// <summary>The distribution of so many in each bucket, none of which is longer than <paramref name="most"/>.</summary>
    public static DurationSummary Summarize(ReadOnlySpan<long> counts, TimeSpan most)
    {
        long total = 0;
        int last = -1;
        for (int i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            last = counts[i] > 0 ? i : last;
        }

        TimeSpan max = last < 0 ? TimeSpan.Zero : last == BucketCount - 1 ? most : Shorter(ToTimeSpan(UpperBoundOf(last)), most);
        return new DurationSummary(total, Quantile(counts, total, 0.5, max), Quantile(counts, total, 0.99, max), Quantile(counts, total, 0.999, max), max);
    }

    internal static int BucketOf(long value)
    {
        if (value < SubBuckets)
        {
            return (int)value;
        }

        int octave = BitOperations.Log2((ulong)value);
        int shift = octave - SubBucketBits;
        int bucket = ((shift + 1) << SubBucketBits) + (int)((value >> shift) & (SubBuckets - 1));
        return Math.Min(bucket, BucketCount - 1);
    }

    /// <summary>The greatest value that falls into a bucket.</summary>
    internal static long UpperBoundOf(int bucket)
    {
        if (bucket < SubBuckets)
        {
            return bucket;
        }

        int shift = (bucket >> SubBucketBits) - 1;
        return ((long)(SubBuckets + (bucket & (SubBuckets - 1)) + 1) << shift) - 1;
    }

    private static TimeSpan Quantile(ReadOnlySpan<long> counts, long total, double quantile, TimeSpan max)
    {
        long rank = (long)Math.Ceiling(total * quantile);
        long seen = 0;
        for (int i = 0; i < counts.Length && rank > 0; i++)
        {
            seen += counts[i];
            if (seen >= rank)
            {
                TimeSpan bound = ToTimeSpan(UpperBoundOf(i));
                return bound < max ? bound : max;
            }
        }

        return max;
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    // Rounded up: a quantile is an upper bound.
    private static TimeSpan ToTimeSpan(long nanoseconds) =>
        new((nanoseconds / TimeSpan.NanosecondsPerTick) + (nanoseconds % TimeSpan.NanosecondsPerTick == 0 ? 0 : 1));
}
