namespace RtcVoice.Rtc;

/// <summary>Why a peer is closed.</summary>
public enum CloseReason
{
    /// <summary><see cref="RtcPeer.Close"/> was called.</summary>
    ClosedHere,

    /// <summary>The remote side said so: DTLS close_notify or RTCP BYE.</summary>
    ClosedByPeer,

    /// <summary>No connection came about in time.</summary>
    NeverConnected,

    /// <summary>DTLS failed: no common parameters, or a certificate that the offer did not announce.</summary>
    HandshakeFailed,

    /// <summary>Consent expired: nothing was heard for too long (RFC 7675).</summary>
    TimedOut,
}
