using RtcVoice.Timing;

namespace RtcVoice.TestKit.Network;

/// <summary>
/// One direction of a bad path, on whatever clock its owner tells: give it datagrams, ask when the next comes out.
/// The same machine stands between two peers on a virtual clock and inside <see cref="UdpRelay"/>.
/// </summary>
/// <typeparam name="T">What travels: a datagram and whatever its owner needs to know of it.</typeparam>
public sealed class ImpairedLink<T>
{
    private readonly PriorityQueue<T, (long Due, long Order)> _travelling = new();
    private Instant _queueEnd;
    private long _order;

    /// <summary>A path with this schedule.</summary>
    public ImpairedLink(NetworkSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        Schedule = schedule;
    }

    /// <summary>What becomes of each datagram; another schedule may take over in mid-call, with the count going on.</summary>
    public NetworkSchedule Schedule { get; set; }

    /// <summary>How many datagrams were given to the path.</summary>
    public long Sent { get; private set; }

    /// <summary>How many of them were lost.</summary>
    public long Lost { get; private set; }

    /// <summary>When the next datagram arrives; never when none is on its way.</summary>
    public Instant NextTimeout => _travelling.TryPeek(out _, out (long Due, long Order) next) ? new Instant(next.Due) : Instant.Never;

    /// <summary>Puts a datagram on its way.</summary>
    public void Send(T datagram, Instant now)
    {
        DatagramFate fate = Schedule[Sent++];
        if (fate.Lost)
        {
            Lost++;
            return;
        }

        Instant due = now + fate.Delay;
        if (!fate.Overtaken)
        {
            due = Instant.Later(due, _queueEnd);
            _queueEnd = due;
        }

        _travelling.Enqueue(datagram, (due.Nanoseconds, _order++));
        if (fate.Duplicated)
        {
            _travelling.Enqueue(datagram, (due.Nanoseconds, _order++));
        }
    }

    /// <summary>The next datagram that has arrived by now.</summary>
    public bool TryReceive(Instant now, out T datagram)
    {
        if (NextTimeout <= now && _travelling.TryDequeue(out T? arrived, out _))
        {
            datagram = arrived;
            return true;
        }

        datagram = default!;
        return false;
    }
}
