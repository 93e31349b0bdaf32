namespace RtcVoice.Rtc;

/// <summary>
/// Tells apart the protocols that share one port (RFC 7983, section 7).
/// <code>
///               +----------------+
///               |        [0..3] -+--> STUN
///   first byte -+-     [20..63] -+--> DTLS
///               |    [128..191] -+--> RTP/RTCP
///               +----------------+
/// </code>
/// </summary>
internal static class DatagramKinds
{
    /// <summary>What the datagram claims to be.</summary>
    public static DatagramKind Of(ReadOnlySpan<byte> datagram) => datagram.IsEmpty
        ? DatagramKind.Unknown
        : datagram[0] switch
        {
            <= 3 => DatagramKind.Stun,
            >= 20 and <= 63 => DatagramKind.Dtls,
            >= 128 and <= 191 => DatagramKind.Rtp,
            _ => DatagramKind.Unknown,
        };
}
