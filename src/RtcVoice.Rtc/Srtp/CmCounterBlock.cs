using System.Buffers.Binary;

namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// Forms the first counter block of AES-CM: (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16), for RTP and RTCP alike
/// (RFC 3711, 4.1.1).
/// </summary>
internal readonly struct CmCounterBlock(ReadOnlySpan<byte> salt)
{
    /// <summary>Bytes of a block.</summary>
    public const int Length = 16;

    private readonly ulong _saltHead = BinaryPrimitives.ReadUInt64BigEndian(salt);
    private readonly ulong _saltTail =
        ((ulong)BinaryPrimitives.ReadUInt32BigEndian(salt[8..]) << 32) | ((ulong)BinaryPrimitives.ReadUInt16BigEndian(salt[12..]) << 16);

    /// <summary>Writes the first block of one packet; the low 16 bits count blocks, from 0.</summary>
    public void Write(in SrtpPacketIndex index, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _saltHead ^ index.Ssrc);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _saltTail ^ (index.Index << 16));
    }
}
