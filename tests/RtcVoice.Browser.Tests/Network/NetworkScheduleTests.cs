using RtcVoice.TestKit.Network;

namespace RtcVoice.Browser.Tests.Network;

internal sealed class NetworkScheduleTests
{
    private const int Many = 100_000;

    [Test]
    public void The_same_seed_and_index_have_the_same_fate_in_any_order()
    {
        var a = new NetworkSchedule(3, NetworkConditions.Train);
        var b = new NetworkSchedule(3, NetworkConditions.Train);
        DatagramFate[] forwards = [.. Enumerable.Range(0, 1000).Select(i => a[i])];
        DatagramFate[] backwards = [.. Enumerable.Range(0, 1000).Reverse().Select(i => b[i]).Reverse()];
        Assert.That(backwards, Is.EqualTo(forwards));
        Assert.That(Enumerable.Range(0, 1000).Select(i => new NetworkSchedule(4, NetworkConditions.Train)[i]), Is.Not.EqualTo(forwards));
    }

    [Test]
    public void It_loses_the_share_that_is_wanted([Values(0.0, 0.01, 0.05, 0.2, 1.0)] double loss, [Values(1, 3, 16)] int burst)
    {
        var schedule = new NetworkSchedule(5, new NetworkConditions { Loss = loss, LossBurst = burst });
        double lost = Enumerable.Range(0, Many).Count(i => schedule[i].Lost) / (double)Many;
        Assert.That(lost, Is.EqualTo(loss).Within((0.05 * loss) + 0.002));
    }

    [Test]
    public void Bursts_lose_datagrams_in_a_row()
    {
        double Runs(int burst)
        {
            var schedule = new NetworkSchedule(6, new NetworkConditions { Loss = 0.05, LossBurst = burst });
            bool[] lost = [.. Enumerable.Range(0, Many).Select(i => schedule[i].Lost)];
            int runs = Enumerable.Range(1, Many - 1).Count(i => lost[i] && !lost[i - 1]);
            return lost.Count(l => l) / (double)runs;
        }

        Assert.That(Runs(1), Is.EqualTo(1.05).Within(0.03));
        Assert.That(Runs(5), Is.GreaterThan(2.5));
    }

    [Test]
    public void It_delays_reorders_and_doubles_as_it_is_told()
    {
        var conditions = new NetworkConditions
        {
            Delay = TimeSpan.FromMilliseconds(10),
            Jitter = TimeSpan.FromMilliseconds(30),
            Reordering = 0.03,
            ReorderingDelay = TimeSpan.FromMilliseconds(100),
            Duplication = 0.02,
        };
        var schedule = new NetworkSchedule(7, conditions);
        DatagramFate[] fates = [.. Enumerable.Range(0, Many).Select(i => schedule[i])];
        Assert.That(fates.Count(f => f.Duplicated) / (double)Many, Is.EqualTo(0.02).Within(0.003));
        Assert.That(fates.Count(f => f.Overtaken) / (double)Many, Is.EqualTo(0.03).Within(0.003));
        Assert.That(fates.Min(f => f.Delay), Is.EqualTo(conditions.Delay).Within(TimeSpan.FromMilliseconds(0.1)));
        Assert.That(fates.Where(f => !f.Overtaken).Max(f => f.Delay), Is.EqualTo(TimeSpan.FromMilliseconds(40)).Within(TimeSpan.FromMilliseconds(0.1)));
        Assert.That(fates.Where(f => f.Overtaken).Min(f => f.Delay), Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(110)));
    }
}
