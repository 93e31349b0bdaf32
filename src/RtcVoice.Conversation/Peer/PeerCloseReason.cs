namespace RtcVoice.Conversation.Peer;

/// <summary>Why a peer's connection is over.</summary>
public enum PeerCloseReason
{
    /// <summary>We closed it.</summary>
    ClosedHere,

    /// <summary>The browser closed it (DTLS close_notify or RTCP BYE).</summary>
    ClosedByPeer,

    /// <summary>It was never established within its time.</summary>
    NeverConnected,

    /// <summary>DTLS failed: no common parameters, or a certificate that the offer did not announce.</summary>
    HandshakeFailed,

    /// <summary>Nothing was heard from the browser for too long.</summary>
    TimedOut,
}
