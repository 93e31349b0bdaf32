using System.Buffers.Binary;

namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>The header of every packet (RFC 9260 section 3.1).</summary>
/// <param name="SourcePort">The sender's port: 5000 by the custom of data channels.</param>
/// <param name="DestinationPort">The receiver's port.</param>
/// <param name="VerificationTag">The receiver's tag; zero with INIT alone.</param>
internal readonly record struct SctpCommonHeader(ushort SourcePort, ushort DestinationPort, uint VerificationTag)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-------------------------------+-------------------------------+
    // |          Source Port          |       Destination Port        |
    // +-------------------------------+-------------------------------+
    // |                       Verification Tag                        |
    // +---------------------------------------------------------------+
    // |                      Checksum (CRC32c)                        |
    // +---------------------------------------------------------------+
    public const int Length = 12;

    public const int ChecksumOffset = 8;

    /// <summary>Reads the header of a packet whose checksum is right.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out SctpCommonHeader header)
    {
        header = default;
        if (packet.Length < Length
            || BinaryPrimitives.ReadUInt32LittleEndian(packet[ChecksumOffset..]) != SctpChecksum.Compute(packet))
        {
            return false;
        }

        header = new SctpCommonHeader(
            BinaryPrimitives.ReadUInt16BigEndian(packet),
            BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[4..]));
        return true;
    }

    /// <summary>Writes the header; the checksum follows with <see cref="Seal"/> once the chunks are written.</summary>
    public void Write(Span<byte> packet)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet, SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], DestinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], VerificationTag);
        BinaryPrimitives.WriteUInt32BigEndian(packet[ChecksumOffset..], 0);
    }

    /// <summary>Writes the checksum of a complete packet.</summary>
    public static void Seal(Span<byte> packet) =>
        BinaryPrimitives.WriteUInt32LittleEndian(packet[ChecksumOffset..], SctpChecksum.Compute(packet));
}
