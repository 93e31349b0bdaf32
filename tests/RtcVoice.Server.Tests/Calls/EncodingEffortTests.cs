using Microsoft.Extensions.Options;
using RtcVoice.Server.Calls;
using RtcVoice.Server.Hosting;
using RtcVoice.Timing;

namespace RtcVoice.Server.Tests.Calls;

public class EncodingEffortTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private Instant _now = new(1_000_000_000);

    [TestCase(10, 0, new[] { 10, 6, 5, 3, 1, 0 })]
    [TestCase(5, 1, new[] { 5, 3, 1 })]
    [TestCase(5, 2, new[] { 5, 3, 2 })]
    [TestCase(5, 5, new[] { 5 })]
    [TestCase(1, 8, new[] { 1 })]
    public void Under_pressure_it_goes_down_by_the_steps_that_are_worth_it_and_no_lower_than_allowed(int best, int least, int[] expected)
    {
        EncodingEffort effort = Make(best, least);
        List<int> seen = [effort.Complexity];
        for (int i = 0; i < 40; i++)
        {
            if (Observe(effort, busy: 95))
            {
                seen.Add(effort.Complexity);
            }
        }

        Assert.That(seen, Is.EqualTo(expected));
        Assert.That(effort.IsLeast);
    }

    [Test]
    public void One_stall_changes_nothing_and_a_second_of_late_ticks_does()
    {
        EncodingEffort effort = Make();
        Observe(effort, busy: 100, ticks: 50);
        Observe(effort, busy: 30);
        Observe(effort, busy: 30, ticks: 6);
        Assert.That(effort.Complexity, Is.EqualTo(5));
        Observe(effort, busy: 30, ticks: 6);
        Assert.That(effort.Complexity, Is.EqualTo(3));
    }

    [Test]
    public void It_goes_up_again_step_by_step_once_there_has_been_room_for_each_for_ten_seconds()
    {
        EncodingEffort effort = Lowest();
        int first = SamplesToChange(effort, busy: 20);
        int second = SamplesToChange(effort, busy: 20);
        Assert.That(effort.Complexity, Is.EqualTo(5));
        Assert.That(new[] { first * Interval, second * Interval }, Is.All.EqualTo(EncodingEffort.Patience).Within(Interval));
    }

    [Test]
    public void It_does_not_go_up_where_the_next_step_would_bring_the_pressure_back()
    {
        // Complexity 3 costs half as much again as 1: 45 % would become 70.
        EncodingEffort effort = Lowest();
        for (int i = 0; i < 1_000; i++)
        {
            Observe(effort, busy: 45);
        }

        Assert.That(effort.Complexity, Is.EqualTo(1));
    }

    [Test]
    public void A_load_that_bears_one_step_only_makes_it_flap_ever_less_often()
    {
        // Encoding is what keeps workers busy in the model that it steps by; here more of it is, at the upper step alone.
        EncodingEffort effort = Make(best: 5, least: 3);
        List<TimeSpan> ups = [];
        Instant start = _now;
        for (int i = 0; i < 2 * 60 * 20; i++)
        {
            bool isUp = effort.Complexity == 5;
            if (Observe(effort, busy: isUp ? 80 : 40) && !isUp)
            {
                ups.Add(_now - start);
            }
        }

        IEnumerable<double> between = ups.Zip(ups.Skip(1), (a, b) => (b - a).TotalSeconds);
        Assert.That(ups, Has.Count.InRange(8, 14), "20 minutes of it");
        Assert.That(between.Take(4), Is.Ordered);
        Assert.That(between.Skip(4), Is.All.GreaterThan(160));
    }

    private static EncodingEffort Make(int best = 5, int least = 1)
    {
        var options = new RtcVoiceOptions();
        options.Opus.Complexity = best;
        options.Opus.MinComplexity = least;
        return new EncodingEffort(Options.Create(options));
    }

    private EncodingEffort Lowest()
    {
        EncodingEffort effort = Make();
        while (!effort.IsLeast)
        {
            Observe(effort, busy: 95);
        }

        return effort;
    }

    private int SamplesToChange(EncodingEffort effort, int busy)
    {
        int samples = 1;
        while (!Observe(effort, busy) && samples < 1_000)
        {
            samples++;
        }

        return samples;
    }

    private bool Observe(EncodingEffort effort, int busy, int ticks = 0)
    {
        _now += Interval;
        return effort.Observe(new LoadSample(TimeSpan.Zero, TimeSpan.FromMilliseconds(ticks), busy / 100.0), _now);
    }
}
