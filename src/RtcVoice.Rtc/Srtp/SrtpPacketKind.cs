namespace RtcVoice.Rtc.Srtp;

/// <summary>Which of the two packet kinds a key protects: each has session keys of its own (RFC 3711, 4.3.2).</summary>
internal enum SrtpPacketKind
{
    /// <summary>RTP, protected as SRTP.</summary>
    Rtp,

    /// <summary>RTCP, protected as SRTCP.</summary>
    Rtcp,
}
