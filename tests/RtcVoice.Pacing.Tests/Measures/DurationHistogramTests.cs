using RtcVoice.Pacing.Measures;

namespace RtcVoice.Pacing.Tests.Measures;

public class DurationHistogramTests
{
    [Test]
    public void Every_value_lies_in_its_bucket_and_the_bucket_is_narrow()
    {
        var chance = new Random(20261122);
        for (int i = 0; i < 100_000; i++)
        {
            long value = chance.NextInt64(1L << chance.Next(1, 37));
            int bucket = DurationHistogram.BucketOf(value);
            Assert.That(DurationHistogram.UpperBoundOf(bucket), Is.GreaterThanOrEqualTo(value));
            Assert.That(DurationHistogram.UpperBoundOf(bucket), Is.LessThanOrEqualTo(value * 1.032));
            if (bucket > 0)
            {
                Assert.That(DurationHistogram.UpperBoundOf(bucket - 1), Is.LessThan(value));
            }
        }
    }

    [Test]
    public void Quantiles_are_close_upper_bounds_of_the_true_ones()
    {
        var histogram = new DurationHistogram();
        for (int i = 1; i <= 10_000; i++)
        {
            histogram.Record(i * 1_000L);
        }

        DurationSummary summary = histogram.Summarize();
        Assert.That(summary.Count, Is.EqualTo(10_000));
        Assert.That(summary.P50.TotalMicroseconds, Is.InRange(5_000, 5_160));
        Assert.That(summary.P99.TotalMicroseconds, Is.InRange(9_900, 10_000));
        Assert.That(summary.P999.TotalMicroseconds, Is.InRange(9_990, 10_000));
        Assert.That(summary.Max.TotalMicroseconds, Is.EqualTo(10_000));
    }

    [Test]
    public void An_empty_distribution_is_all_zero() =>
        Assert.That(new DurationHistogram().Summarize(), Is.EqualTo(default(DurationSummary)));

    [Test]
    public void The_longest_is_told_exactly_however_long()
    {
        var histogram = new DurationHistogram();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);
        Assert.That(histogram.Summarize().Count, Is.EqualTo(2));
        Assert.That(histogram.Summarize().P50, Is.EqualTo(TimeSpan.Zero));
        Assert.That(histogram.Summarize().Max.TotalDays, Is.GreaterThan(100_000));
    }
}
