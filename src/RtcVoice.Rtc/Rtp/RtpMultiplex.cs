namespace RtcVoice.Rtc.Rtp;

/// <summary>Tells RTP from RTCP where both share one port (RFC 5761, 4).</summary>
internal static class RtpMultiplex
{
    // RTCP packet types 192 to 223; as RTP these would be payload types 64 to 95 with the marker set, which RFC 5761 forbids.
    private const byte FirstRtcpType = 192;
    private const byte LastRtcpType = 223;

    /// <summary>True when a datagram that is RTP or RTCP (first byte 128 to 191) is RTCP.</summary>
    public static bool IsRtcp(ReadOnlySpan<byte> datagram) => datagram.Length >= 2 && datagram[1] is >= FirstRtcpType and <= LastRtcpType;
}
