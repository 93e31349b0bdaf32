using RtcVoice.Timing;

namespace RtcVoice.Rtc.Sctp;

/// <summary>When each <see cref="SctpTimer"/> is due: the whole timing of an association.</summary>
internal sealed class SctpTimerTable
{
    private const int Count = (int)SctpTimer.Heartbeat + 1;

    private readonly Instant[] _due = new Instant[Count];

    public SctpTimerTable()
    {
        StopAll();
    }

    /// <summary>The earliest that is due, or <see cref="Instant.Never"/>.</summary>
    public Instant Next
    {
        get
        {
            Instant next = Instant.Never;
            foreach (Instant due in _due)
            {
                next = Instant.Earlier(next, due);
            }

            return next;
        }
    }

    public void Set(SctpTimer timer, Instant due) => _due[(int)timer] = due;

    public void Stop(SctpTimer timer) => _due[(int)timer] = Instant.Never;

    public void StopAll() => Array.Fill(_due, Instant.Never);

    public bool IsRunning(SctpTimer timer) => !_due[(int)timer].IsNever;

    /// <summary>Stops one timer that is due at <paramref name="now"/> and names it.</summary>
    public bool TryTakeExpired(Instant now, out SctpTimer timer)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_due[i] <= now && !_due[i].IsNever)
            {
                _due[i] = Instant.Never;
                timer = (SctpTimer)i;
                return true;
            }
        }

        timer = default;
        return false;
    }
}
