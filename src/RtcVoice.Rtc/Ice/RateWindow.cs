using RtcVoice.Timing;

namespace RtcVoice.Rtc.Ice;

/// <summary>Counts what happens within a second; the second begins with the first that is counted in it.</summary>
internal struct RateWindow
{
    private static readonly TimeSpan Width = TimeSpan.FromSeconds(1);

    private Instant _begin;
    private int _count;

    /// <summary>True when fewer than <paramref name="limit"/> were counted within the running second.</summary>
    public readonly bool Allows(int limit, Instant now) => _count < limit || now >= _begin + Width;

    /// <summary>Counts one.</summary>
    public void Count(Instant now)
    {
        if (_count == 0 || now >= _begin + Width)
        {
            _begin = now;
            _count = 0;
        }

        _count++;
    }
}
