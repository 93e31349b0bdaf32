namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>
/// Kinds of chunk. The two highest bits of an unknown one say what to do with it (RFC 9260 section 3.2):
/// 00 stop, 01 stop and report, 10 skip, 11 skip and report.
/// </summary>
internal enum ChunkType : byte
{
    Data = 0,
    Init = 1,
    InitAck = 2,
    Sack = 3,
    Heartbeat = 4,
    HeartbeatAck = 5,
    Abort = 6,
    Shutdown = 7,
    ShutdownAck = 8,
    Error = 9,
    CookieEcho = 10,
    CookieAck = 11,
    ShutdownComplete = 14,

    /// <summary>RFC 6525.</summary>
    ReConfig = 130,

    /// <summary>RFC 3758.</summary>
    ForwardTsn = 192,
}
