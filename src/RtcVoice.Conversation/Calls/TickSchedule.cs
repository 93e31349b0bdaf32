using RtcVoice.Timing;

namespace RtcVoice.Conversation.Calls;

/// <summary>
/// When a worker's ticks are due, and how late they come on average. A worker that keeps up is late by the time it takes to
/// wake; one whose tick takes longer than the interval is late by a whole tick each time. The worker's, but for
/// <see cref="Lateness"/>.
/// </summary>
internal sealed class TickSchedule
{
    /// <summary>Ticks that the average looks back on: two thirds of a second, so one long pause is forgotten in two.</summary>
    private const int Memory = 64;

    private long _lateness;

    /// <summary>When the next tick is due.</summary>
    public Instant Next { get; private set; }

    /// <summary>How late ticks are on average. Any thread.</summary>
    public TimeSpan Lateness => TimeSpan.FromTicks(Volatile.Read(ref _lateness));

    /// <summary>Begins anew, when there was nothing to tick.</summary>
    public void Restart(Instant now)
    {
        Next = now;
        Volatile.Write(ref _lateness, 0);
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
}
