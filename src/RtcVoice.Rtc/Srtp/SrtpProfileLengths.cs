namespace RtcVoice.Rtc.Srtp;

/// <summary>What a protection profile fixes in bytes.</summary>
internal static class SrtpProfileLengths
{
    /// <summary>Bytes of the master key and of the session key: both profiles use AES-128.</summary>
    public const int Key = 16;

    /// <summary>Bytes of the longest tag, for buffers that fit either profile.</summary>
    public const int MaxTag = 16;

    /// <summary>Bytes of an RTCP compound that stay in the clear: the first header and its SSRC (RFC 3711, 3.4).</summary>
    public const int SrtcpHeader = 8;

    /// <summary>The E flag and the index that end an SRTCP packet (RFC 3711, 3.4).</summary>
    public const int SrtcpIndex = 4;

    /// <summary>Bytes by which protection lengthens an RTP packet at most.</summary>
    public const int MaxRtpOverhead = MaxTag;

    /// <summary>Bytes by which protection lengthens an RTCP packet at most.</summary>
    public const int MaxRtcpOverhead = MaxTag + SrtcpIndex;

    /// <summary>Bytes of the master salt and of the session salt (RFC 3711, 8.2; RFC 7714, 12).</summary>
    public static int SaltLength(this SrtpProfile profile) => profile == SrtpProfile.AeadAes128Gcm ? 12 : 14;

    /// <summary>Bytes of the authentication tag.</summary>
    public static int TagLength(this SrtpProfile profile) => profile == SrtpProfile.AeadAes128Gcm ? 16 : 10;

    /// <summary>Bytes to ask of the DTLS exporter "EXTRACTOR-dtls_srtp": two keys and two salts (RFC 5764, 4.2).</summary>
    public static int ExportedLength(this SrtpProfile profile) => 2 * (Key + profile.SaltLength());
}
