using RtcVoice.Timing;

namespace RtcVoice.Rtc.Ice;

/// <summary>A remote address from which the peer has sent an authenticated request.</summary>
internal sealed class IceTuple
{
    /// <summary>
    /// A browser that has found no pair yet sends one check per 48 ms over all its pairs; twice that is not a browser.
    /// </summary>
    public const int MaxRequestsPerSecond = 50;

    private RateWindow _requests;

    /// <summary>A tuple that is heard for the first time.</summary>
    public IceTuple(TransportTuple remote)
    {
        Remote = remote;
    }

    /// <summary>The remote address.</summary>
    public TransportTuple Remote { get; }

    /// <summary>PRIORITY of the last request: how the peer ranks this pair.</summary>
    public uint Priority { get; set; }

    /// <summary>When the last authenticated request came; consent to send lasts from here.</summary>
    public Instant LastHeard { get; set; }

    /// <summary>When the peer last nominated this tuple; null when never.</summary>
    public Instant? LastNominated { get; set; }

    /// <summary>When consent to send to this tuple ends (RFC 7675).</summary>
    public Instant ConsentEnd => LastHeard + IceLiveness.FailedAfter;

    /// <summary>True while the tuple is within its rate.</summary>
    public bool MayAsk(Instant now) => _requests.Allows(MaxRequestsPerSecond, now);

    /// <summary>Counts an authenticated request against the rate.</summary>
    public void CountRequest(Instant now) => _requests.Count(now);
}
