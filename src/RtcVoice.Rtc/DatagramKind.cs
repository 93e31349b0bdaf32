namespace RtcVoice.Rtc;

/// <summary>What a datagram is, by its first byte (RFC 7983, section 7).</summary>
internal enum DatagramKind : byte
{
    /// <summary>None of ours: dropped.</summary>
    Unknown,

    /// <summary>First byte 0 to 3.</summary>
    Stun,

    /// <summary>First byte 20 to 63.</summary>
    Dtls,

    /// <summary>First byte 128 to 191: SRTP or SRTCP.</summary>
    Rtp,
}
