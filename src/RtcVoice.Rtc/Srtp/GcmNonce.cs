using System.Buffers.Binary;

namespace RtcVoice.Rtc.Srtp;

/// <summary>
/// Forms the nonce of AES-GCM: the salt XOR the packet's source and index (RFC 7714, 8.1 and 9.1; the SRTCP index stands
/// where the low half of the SRTP index does, so one form serves both).
/// <code>
///   0  0  0  0  0  0  0  0  0  0  1  1
///   0  1  2  3  4  5  6  7  8  9  0  1
/// +--+--+--+--+--+--+--+--+--+--+--+--+
/// |00|00|    SSRC   |     ROC   | SEQ |
/// +--+--+--+--+--+--+--+--+--+--+--+--+
/// </code>
/// </summary>
internal readonly struct GcmNonce(ReadOnlySpan<byte> salt)
{
    /// <summary>Bytes of the nonce.</summary>
    public const int Length = 12;

    private readonly ulong _saltHead = BinaryPrimitives.ReadUInt64BigEndian(salt);
    private readonly uint _saltTail = BinaryPrimitives.ReadUInt32BigEndian(salt[8..]);

    /// <summary>Writes the nonce of one packet.</summary>
    public void Write(in SrtpPacketIndex index, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _saltHead ^ (((ulong)index.Ssrc << 16) | (index.Index >> 32)));
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], _saltTail ^ (uint)index.Index);
    }
}
