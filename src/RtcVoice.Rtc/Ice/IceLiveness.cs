using RtcVoice.Timing;

namespace RtcVoice.Rtc.Ice;

/// <summary>Tells from the last sign of life which state the peer is in, and when that will change.</summary>
internal sealed class IceLiveness
{
    /// <summary>Two of Chromium's 2.5 s pings, or 250 audio packets, did not come: stop spending, do nothing rash.</summary>
    public static readonly TimeSpan SuspectAfter = TimeSpan.FromSeconds(5);

    /// <summary>Firefox asks consent about every 5 s, so fewer than 10 s of silence prove nothing.</summary>
    public static readonly TimeSpan DisconnectedAfter = TimeSpan.FromSeconds(15);

    /// <summary>The lifetime of consent (RFC 7675 section 5.1), libwebrtc's own limit, and the life of a half-open session.</summary>
    public static readonly TimeSpan FailedAfter = TimeSpan.FromSeconds(30);

    private Instant _lastHeard;
    private Instant _failAt;

    /// <summary>Begins with a peer that was never heard.</summary>
    public IceLiveness(Instant now)
    {
        _failAt = now + FailedAfter;
    }

    /// <summary>True once the peer was heard.</summary>
    public bool WasHeard { get; private set; }

    /// <summary>The peer has proved that it lives.</summary>
    public void OnHeard(Instant now)
    {
        WasHeard = true;
        _lastHeard = now;
        _failAt = Instant.Later(_failAt, now + FailedAfter);
    }

    /// <summary>Puts failure off: the peer needs time to find its way after a restart.</summary>
    public void Extend(Instant now) => _failAt = Instant.Later(_failAt, now + FailedAfter);

    /// <summary>The state at <paramref name="now"/>, never <see cref="IceState.Closed"/>.</summary>
    public IceState StateAt(Instant now)
    {
        if (now >= _failAt)
        {
            return IceState.Failed;
        }

        if (!WasHeard)
        {
            return IceState.New;
        }

        return now >= _lastHeard + DisconnectedAfter ? IceState.Disconnected
            : now >= _lastHeard + SuspectAfter ? IceState.Suspect
            : IceState.Connected;
    }

    /// <summary>When the peer will leave <paramref name="state"/> if it stays silent.</summary>
    public Instant NextChange(IceState state) => state switch
    {
        IceState.Connected => _lastHeard + SuspectAfter,
        IceState.Suspect => _lastHeard + DisconnectedAfter,
        IceState.New or IceState.Disconnected => _failAt,
        _ => Instant.Never,
    };
}
