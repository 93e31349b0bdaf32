using RtcVoice.Pacing.Measures;

namespace RtcVoice.Pacing.Tests.Measures;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class RecentDurationsTests
{
    private readonly RecentDurations _durations = new();

    [Test]
    public void Nothing_is_known_before_the_first() =>
        Assert.That(_durations.Summarize(), Is.EqualTo(default(DurationSummary)));

    [Test]
    public void Half_the_longest_and_how_many_are_exact()
    {
        foreach (int milliseconds in new[] { 5, 1, 3 })
        {
            _durations.Record(milliseconds * 1_000_000);
        }

        Assert.That(_durations.Summarize(), Is.EqualTo(new DurationSummary(3, Of(3), Of(5), Of(5), Of(5))));
    }

    [Test]
    public void What_64_others_have_followed_is_forgotten_however_many_went_before()
    {
        for (int i = 0; i < 1_000; i++)
        {
            _durations.Record(9_000_000);
        }

        for (int i = 1; i < RecentDurations.Capacity; i++)
        {
            _durations.Record(1_000_000);
        }

        Assert.That(_durations.Summarize().Max, Is.EqualTo(Of(9)), "one of them is left");
        _durations.Record(1_000_000);
        Assert.That(_durations.Summarize().Max, Is.EqualTo(Of(1)));
    }

    [Test]
    public void What_is_out_of_range_counts_as_the_end_of_it()
    {
        _durations.Record(-1);
        _durations.Record(long.MaxValue);
        DurationSummary summary = _durations.Summarize();
        Assert.That((summary.P50, summary.Max), Is.EqualTo((TimeSpan.Zero, TimeSpan.FromMicroseconds(uint.MaxValue / 1000.0))));
    }

    private static TimeSpan Of(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
