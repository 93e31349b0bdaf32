using RtcVoice.Pacing.Speech;
using RtcVoice.Timing;

namespace RtcVoice.Pacing.Tests.Speech;

public class StallTests
{
    [Test]
    public void A_source_in_real_time_is_never_behind() =>
        Assert.That(Worst([(0, 100), (100, 100), (200, 100), (300, 100)]), Is.EqualTo(0));

    [Test]
    public void A_stall_counts_by_what_was_delivered_before_it() =>
        Assert.That(Worst([(0, 100), (400, 100)]), Is.EqualTo(300));

    [Test]
    public void A_lead_that_the_source_built_up_absorbs_a_stall() =>
        Assert.That(Worst([(0, 200), (10, 200), (300, 100)]), Is.EqualTo(0));

    [Test]
    public void A_lead_counts_for_half_a_second_at_most() =>
        Assert.That(Worst([(0, 5_000), (700, 100)]), Is.EqualTo(200));

    [Test]
    public void Small_delays_add_up() =>
        Assert.That(Worst([(0, 20), (30, 20), (60, 20), (90, 20)]), Is.EqualTo(30));

    [Test]
    public void The_watermark_is_raised_at_once_capped_and_forgotten_by_a_quarter_a_segment()
    {
        var memory = new StallMemory(TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(400));
        Assert.That(memory.Watermark.TotalMilliseconds, Is.EqualTo(60));
        memory.Learn(TimeSpan.FromMilliseconds(-50));
        Assert.That(memory.Watermark.TotalMilliseconds, Is.EqualTo(60));
        memory.Learn(TimeSpan.FromMilliseconds(100));
        Assert.That(memory.Watermark.TotalMilliseconds, Is.EqualTo(120));
        memory.Learn(TimeSpan.FromMilliseconds(9_000));
        Assert.That(memory.Watermark.TotalMilliseconds, Is.EqualTo(400));
        memory.EndSegment();
        Assert.That(memory.Watermark.TotalMilliseconds, Is.EqualTo(400));
        memory.EndSegment();
        Assert.That(memory.Watermark.TotalMilliseconds, Is.EqualTo(320));
        memory.EndSegment();
        Assert.That(memory.Watermark.TotalMilliseconds, Is.EqualTo(245));
    }

    private static double Worst((int At, int Milliseconds)[] writes)
    {
        var gauge = new StallGauge();
        TimeSpan worst = TimeSpan.Zero;
        foreach ((int at, int milliseconds) in writes)
        {
            Instant now = Instant.Origin + TimeSpan.FromMilliseconds(at);
            TimeSpan behind = gauge.BeginWrite(now);
            worst = behind > worst ? behind : worst;
            gauge.EndWrite(now, TimeSpan.FromMilliseconds(milliseconds));
        }

        return worst.TotalMilliseconds;
    }
}
