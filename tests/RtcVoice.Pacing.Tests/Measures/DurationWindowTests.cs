using RtcVoice.Pacing.Measures;

namespace RtcVoice.Pacing.Tests.Measures;

public class DurationWindowTests
{
    [Test]
    public void A_reading_tells_what_was_measured_since_the_one_before()
    {
        var histogram = new DurationHistogram();
        histogram.Record(50_000_000);
        var window = new DurationWindow(histogram);
        for (int i = 0; i < 200; i++)
        {
            histogram.Record(1_000_000);
        }

        DurationSummary first = window.Take();
        histogram.Record(3_000_000);
        DurationSummary second = window.Take();
        Assert.Multiple(() =>
        {
            Assert.That(first.Count, Is.EqualTo(200));
            Assert.That(first.P99.TotalMilliseconds, Is.InRange(1, 1.032));
            Assert.That(first.Max.TotalMilliseconds, Is.InRange(1, 1.032), "what was before does not count");
            Assert.That(second.Count, Is.EqualTo(1));
            Assert.That(second.P50.TotalMilliseconds, Is.InRange(3, 3.1));
            Assert.That(window.Take(), Is.EqualTo(default(DurationSummary)));
        });
    }
}
