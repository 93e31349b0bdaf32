namespace RtcVoice.Pacing.Frames;

/// <summary>One reader's place in a <see cref="DepartureLog"/>. One thread at a time.</summary>
internal sealed class DepartureReader
{
    private readonly DepartureLog _log;
    private long _next;

    /// <summary>Starts at the next entry to be written.</summary>
    public DepartureReader(DepartureLog log)
    {
        _log = log;
        _next = log.Written;
    }

    /// <summary>Entries overwritten before they were read.</summary>
    public long Lost { get; private set; }

    /// <summary>Takes the oldest entry not read yet.</summary>
    public bool TryTake(out Departure departure)
    {
        while (true)
        {
            long written = _log.Written;
            if (_next == written)
            {
                departure = default;
                return false;
            }

            long overwritten = written - DepartureLog.Capacity - _next;
            if (overwritten > 0)
            {
                Lost += overwritten;
                _next += overwritten;
            }

            if (_log.TryRead(_next++, out departure))
            {
                return true;
            }

            Lost++;
        }
    }
}
