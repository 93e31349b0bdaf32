namespace RtcVoice.Rtc.Sctp;

/// <summary>States of an association (RFC 9260 section 4).</summary>
internal enum SctpState : byte
{
    /// <summary>Waiting for the peer's INIT, holding nothing of the peer.</summary>
    Listening,

    /// <summary>INIT is sent.</summary>
    CookieWait,

    /// <summary>COOKIE ECHO is sent.</summary>
    CookieEchoed,

    Established,

    /// <summary>Our owner wants to end; data is still to be acknowledged.</summary>
    ShutdownPending,

    ShutdownSent,

    /// <summary>The peer wants to end; our data is still to be acknowledged.</summary>
    ShutdownReceived,

    ShutdownAckSent,

    /// <summary>Over for good: one DTLS session carries one association.</summary>
    Ended,
}
