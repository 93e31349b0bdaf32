using RtcVoice.Timing;

namespace RtcVoice.Rtc.Ice;

/// <summary>
/// Decides which tuple media goes to. The first that is heard, until the peer nominates; then what it nominates,
/// at once and as often as it likes: that is how Wi-Fi becomes 4G without a restart.
/// </summary>
internal sealed class IceNomination
{
    /// <summary>
    /// Two tuples nominated closer than a long round trip are one choice of the peer's seen twice
    /// (aggressive nomination, one socket behind two NAT mappings), not a move.
    /// </summary>
    public static readonly TimeSpan ContentionWindow = TimeSpan.FromMilliseconds(100);

    private Instant? _nominatedAt;
    private uint _nomination;

    /// <summary>Where media goes; null when there is no path.</summary>
    public IceTuple? Selected { get; private set; }

    /// <summary>True when the selected tuple is the peer's choice and not only what we have heard of first.</summary>
    public bool IsNominated => _nominatedAt is not null;

    /// <summary>Selects without a nomination: the first tuple, or the next best when the selected one is gone.</summary>
    public void Fall(IceTuple? tuple)
    {
        Selected = tuple;
        _nominatedAt = null;
    }

    /// <summary>Forgets what was nominated, not what is selected: after a restart the peer begins to count anew.</summary>
    public void Restart()
    {
        _nominatedAt = null;
        _nomination = 0;
    }

    /// <summary>Takes a request with USE-CANDIDATE or NOMINATION into account; true when the selected tuple changed.</summary>
    public bool OnNominated(IceTuple tuple, uint? nomination, Instant now)
    {
        if (nomination is { } value && value <= _nomination)
        {
            return false;
        }

        bool moves = tuple != Selected && (nomination is not null || Selected is null || !IsContended(tuple, Selected, now));
        bool corrects = moves && nomination is null && IsWithinWindow(now);
        _nomination = nomination ?? _nomination;
        tuple.LastNominated = now;
        if (moves)
        {
            Selected = tuple;
        }

        if (tuple == Selected && !corrects)
        {
            _nominatedAt = moves ? now : _nominatedAt ?? now;
        }

        return moves;
    }

    /// <summary>
    /// True when <paramref name="selected"/> stands against a nomination of <paramref name="tuple"/>: both are being
    /// nominated, and the peer ranks the selected one no lower. The highest of them wins, as RFC 5245 section 8.1.1.2 had it.
    /// </summary>
    private bool IsContended(IceTuple tuple, IceTuple selected, Instant now)
    {
        if (_nominatedAt is null || tuple.Priority > selected.Priority)
        {
            return false;
        }

        bool bothGoOn = tuple.LastNominated >= _nominatedAt && selected.LastNominated > tuple.LastNominated;
        return bothGoOn || IsWithinWindow(now);
    }

    private bool IsWithinWindow(Instant now) => _nominatedAt is { } at && now < at + ContentionWindow;
}
