using System.Buffers.Binary;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>
/// A sub-block of DLRR (RFC 3611, 4.5): the answer to one receiver's reference time.
/// <code>
/// | SSRC of receiver | last RR (LRR) | delay since last RR (DLRR) |  4 bytes each
/// </code>
/// </summary>
/// <param name="Ssrc">The receiver that asked.</param>
/// <param name="LastReport">The compact NTP timestamp of its reference time.</param>
/// <param name="Delay">Since that came, in 1/65536 s.</param>
internal readonly record struct DelaySinceReceiverReport(uint Ssrc, uint LastReport, uint Delay)
{
    /// <summary>Bytes of a sub-block.</summary>
    public const int Size = 12;

    /// <summary>Reads a sub-block. False when there are too few bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out DelaySinceReceiverReport block)
    {
        if (bytes.Length < Size)
        {
            block = default;
            return false;
        }

        block = new DelaySinceReceiverReport(
            BinaryPrimitives.ReadUInt32BigEndian(bytes),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]));
        return true;
    }

    /// <summary>Writes the sub-block.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, Ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], LastReport);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], Delay);
    }
}
