using RtcVoice.Timing;

namespace RtcVoice.Conversation.Calls;

/// <summary>
/// When a worker's ticks are due, and how late they come on average. A worker that keeps up is late by the time it takes to
/// wake; one whose tick takes longer than the interval is late by a whole tick each time. The worker's, but for
/// <see cref="Lateness"/> and <see cref="Busy"/>.
/// </summary>
internal sealed class TickSchedule
{
    /// <summary>Ticks that the average looks back on: two thirds of a second, so one long pause is forgotten in two.</summary>
    private const int Memory = 64;

    /// <summary>Time that <see cref="Busy"/> looks back on.</summary>
    private static readonly TimeSpan BusyMemory = TimeSpan.FromSeconds(1);

    private long _lateness;
    private double _busy;
    private Instant _lastEnd;

    /// <summary>When the next tick is due.</summary>
    public Instant Next { get; private set; }

    /// <summary>How late ticks are on average. Any thread.</summary>
    public TimeSpan Lateness => TimeSpan.FromTicks(Volatile.Read(ref _lateness));

    /// <summary>Share of the time that ticks have taken over about the last second, 0 to 1. Any thread.</summary>
    public double Busy => Volatile.Read(ref _busy);

    /// <summary>Begins anew, when there was nothing to tick.</summary>
    public void Restart(Instant now)
    {
        Next = now;
        _lastEnd = now;
        Volatile.Write(ref _lateness, 0);
        Volatile.Write(ref _busy, 0);
    }

    /// <summary>Notes a tick. One that was asked for before the next is due does not count.</summary>
    public void OnTick(Instant now)
    {
        if (now >= Next)
        {
            long late = (now - Next).Ticks;
            Volatile.Write(ref _lateness, _lateness + ((late - _lateness) / Memory));
            Next = Instant.Later(Next + CallWorkers.TickInterval, now);
        }
    }

    /// <summary>Notes how long a tick took, also one that was asked for early.</summary>
    public void OnTicked(Instant began, Instant ended)
    {
        TimeSpan whole = ended - _lastEnd;
        if (whole > TimeSpan.Zero)
        {
            double share = Math.Min(1, (ended - began) / whole);
            Volatile.Write(ref _busy, _busy + ((share - _busy) * Math.Min(1, whole / BusyMemory)));
            _lastEnd = ended;
        }
    }
}
