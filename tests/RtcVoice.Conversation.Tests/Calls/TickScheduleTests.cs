using RtcVoice.Conversation.Calls;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Tests.Calls;

public class TickScheduleTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public void A_worker_that_keeps_up_is_hardly_late() =>
        Assert.That(Run(tick: TimeSpan.FromMilliseconds(7), Second).Lateness, Is.LessThan(TimeSpan.FromMilliseconds(0.1)));

    [Test]
    public void A_worker_whose_ticks_take_longer_than_the_interval_is_late_by_a_tick()
    {
        TickSchedule schedule = Run(tick: TimeSpan.FromMilliseconds(15), 4 * Second);
        Assert.That(schedule.Lateness.TotalMilliseconds, Is.InRange(13, 15));
    }

    [Test]
    public void One_long_pause_is_forgotten()
    {
        TickSchedule schedule = Run(tick: TimeSpan.FromMilliseconds(1), Second);
        schedule.OnTick(schedule.Next + TimeSpan.FromMilliseconds(200));
        TimeSpan afterPause = schedule.Lateness;
        for (int i = 0; i < 200; i++)
        {
            schedule.OnTick(schedule.Next);
        }

        Assert.That(afterPause.TotalMilliseconds, Is.InRange(2, 4));
        Assert.That(schedule.Lateness.TotalMilliseconds, Is.LessThan(0.2));
    }

    [Test]
    public void A_tick_that_was_asked_for_early_does_not_count()
    {
        TickSchedule schedule = Run(tick: TimeSpan.FromMilliseconds(1), Second);
        Instant due = schedule.Next;
        schedule.OnTick(due - TimeSpan.FromMilliseconds(4));
        Assert.That(schedule.Next, Is.EqualTo(due));
    }

    [Test]
    public void Busy_is_the_share_of_the_time_that_ticks_take()
    {
        TickSchedule schedule = Run(tick: TimeSpan.FromMilliseconds(7), 8 * Second);
        Assert.That(schedule.Busy, Is.EqualTo(0.7).Within(0.02));
        schedule.Restart(schedule.Next + Second);
        Assert.That(schedule.Busy, Is.Zero);
    }

    private static TickSchedule Run(TimeSpan tick, TimeSpan time)
    {
        var schedule = new TickSchedule();
        Instant now = new(1_000_000_000);
        Instant end = now + time;
        schedule.Restart(now);
        while (now < end)
        {
            now = Instant.Later(now, schedule.Next);
            schedule.OnTick(now);
            now += tick;
            schedule.OnTicked(now - tick, now);
        }

        return schedule;
    }
}
