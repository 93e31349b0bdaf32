namespace RtcVoice.Rtc.Sctp;

/// <summary>Why an association ended.</summary>
internal enum SctpCloseReason : byte
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>An orderly SHUTDOWN, by either end.</summary>
    Shutdown,

    /// <summary>We gave up waiting for the end of a SHUTDOWN.</summary>
    ShutdownTimedOut,

    /// <summary>Our owner aborted it.</summary>
    LocalAbort,

    /// <summary>The peer aborted it.</summary>
    PeerAbort,

    /// <summary>The peer broke the protocol.</summary>
    ProtocolViolation,

    /// <summary>The peer sent a message longer than we take.</summary>
    MessageTooLarge,

    /// <summary>The peer made us hold more than we advertised.</summary>
    OutOfResource,
}
