namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>Causes in ABORT and ERROR (RFC 9260 section 3.3.10).</summary>
internal enum ErrorCause : ushort
{
    None = 0,
    InvalidStreamIdentifier = 1,
    MissingMandatoryParameter = 2,
    StaleCookie = 3,
    OutOfResource = 4,
    UnrecognizedChunkType = 6,
    InvalidMandatoryParameter = 7,
    NoUserData = 9,
    CookieReceivedWhileShuttingDown = 10,
    UserInitiatedAbort = 12,
    ProtocolViolation = 13,
}
