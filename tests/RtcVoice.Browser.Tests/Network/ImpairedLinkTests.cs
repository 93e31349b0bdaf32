using RtcVoice.TestKit.Network;
using RtcVoice.Timing;

namespace RtcVoice.Browser.Tests.Network;

internal sealed class ImpairedLinkTests
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    [Test]
    public void A_perfect_path_hands_on_at_once_and_in_order()
    {
        ImpairedLink<int> link = Link(NetworkConditions.Perfect);
        Assert.That(link.NextTimeout.IsNever);
        Assert.That(Travel(link, 100).Select(a => (a.Index, a.Time)), Is.EqualTo(Enumerable.Range(0, 100).Select(i => (i, Instant.Origin + (i * Frame)))));
    }

    [Test]
    public void Jitter_alone_reorders_nothing()
    {
        ImpairedLink<int> link = Link(new NetworkConditions { Jitter = TimeSpan.FromMilliseconds(200) });
        List<(int Index, Instant Time)> arrivals = Travel(link, 2000);
        Assert.That(arrivals.Select(a => a.Index), Is.EqualTo(Enumerable.Range(0, 2000)));
        Assert.That(arrivals.Select(a => a.Time - (Instant.Origin + (a.Index * Frame))).Max(), Is.GreaterThan(TimeSpan.FromMilliseconds(150)));
    }

    [Test]
    public void What_is_held_back_is_overtaken_but_arrives()
    {
        ImpairedLink<int> link = Link(new NetworkConditions { Reordering = 0.1 });
        List<(int Index, Instant Time)> arrivals = Travel(link, 2000);
        Assert.That(arrivals.Select(a => a.Index), Is.Not.Ordered);
        Assert.That(arrivals.Select(a => a.Index), Is.EquivalentTo(Enumerable.Range(0, 2000)));
    }

    [Test]
    public void What_is_lost_is_counted_and_what_is_doubled_comes_twice()
    {
        ImpairedLink<int> link = Link(new NetworkConditions { Loss = 0.1, Duplication = 0.1 });
        List<(int Index, Instant Time)> arrivals = Travel(link, 2000);
        int different = arrivals.Select(a => a.Index).Distinct().Count();
        Assert.That(link.Sent, Is.EqualTo(2000));
        Assert.That(different, Is.EqualTo(2000 - link.Lost));
        Assert.That(link.Lost, Is.InRange(150, 250));
        Assert.That(arrivals.Count - different, Is.InRange(130, 230));
    }

    [Test]
    public void Conditions_may_change_in_mid_call()
    {
        ImpairedLink<int> link = Link(NetworkConditions.Perfect);
        link.Send(0, Instant.Origin);
        link.Schedule = new NetworkSchedule(1, new NetworkConditions { Loss = 1 });
        link.Send(1, Instant.Origin);
        Assert.That(link.TryReceive(Instant.Origin, out int only) && only == 0);
        Assert.That(link.TryReceive(Instant.Never, out _), Is.False);
    }

    private static ImpairedLink<int> Link(NetworkConditions conditions) => new(new NetworkSchedule(9, conditions));

    /// <summary>A datagram every 20 ms of virtual time; what arrives, and when.</summary>
    private static List<(int Index, Instant Time)> Travel(ImpairedLink<int> link, int count)
    {
        List<(int, Instant)> arrivals = [];
        for (int i = 0; i < count; i++)
        {
            Instant now = Instant.Origin + (i * Frame);
            Drain(now - TimeSpan.FromTicks(1));
            link.Send(i, now);
        }

        Drain(Instant.Never - TimeSpan.Zero);
        return arrivals;

        void Drain(Instant until)
        {
            while (!link.NextTimeout.IsNever && link.NextTimeout <= until)
            {
                Instant at = link.NextTimeout;
                while (link.TryReceive(at, out int index))
                {
                    arrivals.Add((index, at));
                }
            }
        }
    }
}
