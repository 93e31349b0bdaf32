using RtcVoice.Pacing.Clock;

namespace RtcVoice.Pacing.Tests.Clock;

public class SpinMarginTests
{
    [Test]
    public void The_margin_covers_slow_wake_ups_after_a_few_and_comes_back_when_they_are_quick()
    {
        var margin = new SpinMargin();
        Assert.That(margin.Nanoseconds, Is.EqualTo(SpinMargin.Min));
        Observe(margin, 110_000, 20);
        Assert.That(margin.Nanoseconds, Is.InRange(120_000, 126_000));
        Observe(margin, 20_000, 1_000);
        Assert.That(margin.Nanoseconds, Is.InRange(SpinMargin.Min, SpinMargin.Min + 200));
    }

    [Test]
    public void A_machine_that_stood_still_teaches_nothing()
    {
        var margin = new SpinMargin();
        Observe(margin, 5_000_000, 100);
        Assert.That(margin.Nanoseconds, Is.EqualTo(SpinMargin.Min));
    }

    [Test]
    public void The_margin_is_bounded()
    {
        var margin = new SpinMargin();
        Observe(margin, SpinMargin.Max, 100);
        Assert.That(margin.Nanoseconds, Is.EqualTo(SpinMargin.Max));
    }

    private static void Observe(SpinMargin margin, long overshoot, int times)
    {
        for (int i = 0; i < times; i++)
        {
            margin.Observe(overshoot);
        }
    }
}
