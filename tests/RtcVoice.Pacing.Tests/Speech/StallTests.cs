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
        Assert.That(Worst([(0, 200), (10, 200), (300, 100)]), Is.EqualTo(-100));

    [Test]
    public void A_lead_counts_for_a_second_at_most() =>
        Assert.That(Worst([(0, 5_000), (1_200, 100)]), Is.EqualTo(200));

    [Test]
    public void Small_delays_add_up() =>
        Assert.That(Worst([(0, 20), (30, 20), (60, 20), (90, 20)]), Is.EqualTo(30));

    [Test]
    public void A_drought_is_what_a_listener_uses_up_over_what_comes()
    {
        Assert.That(WorstDrought([(0, 100), (60, 60), (120, 60), (180, 60)]), Is.EqualTo(60), "in real time, the gap");
        Assert.That(WorstDrought([(0, 400), (300, 100), (400, 100)]), Is.EqualTo(300));
        Assert.That(WorstDrought([(0, 400), (300, 100), (600, 100)]), Is.EqualTo(500), "300, less 100, and 300 more");
        Assert.That(WorstDrought([(0, 400), (300, 400), (600, 400)]), Is.EqualTo(300));
    }

    [Test]
    public void What_was_learnt_is_raised_at_once_capped_and_forgotten_by_a_quarter_a_segment()
    {
        var memory = new StallMemory(TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(400));
        Assert.That(memory.Watermark.TotalMilliseconds, Is.EqualTo(60));
        Assert.That(memory.Delay, Is.EqualTo(TimeSpan.Zero));
        Learn(-50, 10);
        Assert.That(memory.Watermark.TotalMilliseconds, Is.EqualTo(60));
        Assert.That(memory.Delay, Is.EqualTo(TimeSpan.Zero));
        Learn(55, 155);
        Assert.That(memory.Watermark.TotalMilliseconds, Is.EqualTo(200));
        Assert.That(memory.Delay.TotalMilliseconds, Is.EqualTo(100));
        Learn(9_000, 9_000);
        Assert.That(memory.Delay.TotalMilliseconds, Is.EqualTo(400));
        Assert.That(memory.Watermark.TotalMilliseconds, Is.EqualTo(9_045), "the delay is capped, and so is the wait for this");
        memory.EndSegment();
        Assert.That(memory.Delay.TotalMilliseconds, Is.EqualTo(400));
        memory.EndSegment();
        Assert.That(memory.Delay.TotalMilliseconds, Is.EqualTo(300));
        Assert.That(memory.Watermark.TotalMilliseconds, Is.EqualTo(9_045 * 0.75));

        void Learn(int behind, int drought) =>
            memory.Learn(new SourceStall(TimeSpan.FromMilliseconds(behind), TimeSpan.FromMilliseconds(drought)));
    }

    private static double Worst((int At, int Milliseconds)[] writes) => Measure(writes).Max(s => s.Behind).TotalMilliseconds;

    private static double WorstDrought((int At, int Milliseconds)[] writes) => Measure(writes).Max(s => s.Drought).TotalMilliseconds;

    private static List<SourceStall> Measure((int At, int Milliseconds)[] writes)
    {
        var gauge = new StallGauge();
        var stalls = new List<SourceStall>();
        foreach ((int at, int milliseconds) in writes)
        {
            Instant now = Instant.Origin + TimeSpan.FromMilliseconds(at);
            if (gauge.BeginWrite(now) is { } stall)
            {
                stalls.Add(stall);
            }

            gauge.EndWrite(now, TimeSpan.FromMilliseconds(milliseconds));
        }

        return stalls;
    }
}
