namespace RtcVoice.Rtc.Srtp;

/// <summary>What makes a packet's keystream its own, and what its tag covers beyond its bytes.</summary>
/// <param name="Ssrc">The packet's source.</param>
/// <param name="Index">48 bits: for RTP the rollover counter and the sequence number, for RTCP the 31-bit SRTCP index.</param>
/// <param name="Trailer">For RTP the rollover counter, for RTCP the E flag and the index (RFC 3711, 4.2; RFC 7714, 9.2).</param>
internal readonly record struct SrtpPacketIndex(uint Ssrc, ulong Index, uint Trailer)
{
    /// <summary>Bytes of the trailer on the wire.</summary>
    public const int TrailerLength = 4;

    /// <summary>The E flag of SRTCP: the packet is encrypted. We set it always (RFC 3711, 3.4).</summary>
    public const uint EncryptedFlag = 0x8000_0000;

    /// <summary>The index of an RTP packet.</summary>
    public static SrtpPacketIndex OfRtp(uint ssrc, ulong index) => new(ssrc, index, (uint)(index >> 16));

    /// <summary>The index of an encrypted RTCP packet.</summary>
    public static SrtpPacketIndex OfRtcp(uint ssrc, uint index) => new(ssrc, index, EncryptedFlag | index);
}
