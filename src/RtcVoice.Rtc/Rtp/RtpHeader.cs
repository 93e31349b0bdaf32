using System.Buffers.Binary;

namespace RtcVoice.Rtc.Rtp;

/// <summary>
/// The fixed header of an RTP packet (RFC 3550, 5.1), and all of the header of the packets that we send: no CSRC, no
/// extension, no padding.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |V=2|P|X|  CC   |M|     PT      |       sequence number         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                           timestamp                           |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |           synchronization source (SSRC) identifier            |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |            contributing source (CSRC) identifiers             |
/// |                             ....                              |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |      defined by profile       |   length in 32-bit words      |
/// |                       header extension                        |
/// |                             ....                              |
/// </code>
/// </summary>
/// <param name="PayloadType">The payload type, 0 to 127.</param>
/// <param name="IsMarked">The marker bit: for audio, the first packet of a talkspurt (RFC 3551, 4.1).</param>
/// <param name="SequenceNumber">One more with every packet sent.</param>
/// <param name="Timestamp">The instant of the payload's first sample.</param>
/// <param name="Ssrc">The source.</param>
internal readonly record struct RtpHeader(byte PayloadType, bool IsMarked, ushort SequenceNumber, RtpTimestamp Timestamp, uint Ssrc)
{
    /// <summary>Bytes of the fixed header.</summary>
    public const int Size = 12;

    internal const byte PaddingBit = 0x20;
    internal const byte ExtensionBit = 0x10;
    internal const int ExtensionHeaderSize = 4;

    private const int Version = 2;

    /// <summary>Reads the fixed header. False when the bytes are too few or of another version than 2.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out RtpHeader header)
    {
        if (packet.Length < Size || packet[0] >> 6 != Version)
        {
            header = default;
            return false;
        }

        header = new RtpHeader(
            (byte)(packet[1] & 0x7F),
            (packet[1] & 0x80) != 0,
            BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            new RtpTimestamp(BinaryPrimitives.ReadUInt32BigEndian(packet[4..])),
            BinaryPrimitives.ReadUInt32BigEndian(packet[8..]));
        return true;
    }

    /// <summary>
    /// The length of the whole header, CSRCs and extension included: what SRTP authenticates but does not encrypt
    /// (RFC 3711, 3.1). False when the packet is not RTP version 2 or its header runs past its end.
    /// </summary>
    public static bool TryMeasure(ReadOnlySpan<byte> packet, out int length)
    {
        length = 0;
        if (packet.Length < Size || packet[0] >> 6 != Version)
        {
            return false;
        }

        int end = Size + (4 * (packet[0] & 0x0F));
        if ((packet[0] & ExtensionBit) != 0)
        {
            if (end + ExtensionHeaderSize > packet.Length)
            {
                return false;
            }

            end += ExtensionHeaderSize + (4 * BinaryPrimitives.ReadUInt16BigEndian(packet[(end + 2)..]));
        }

        if (end > packet.Length)
        {
            return false;
        }

        length = end;
        return true;
    }

    /// <summary>Writes the fixed header, with no CSRC, extension or padding to follow.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="Size"/>.</exception>
    public void Write(Span<byte> destination)
    {
        if (destination.Length < Size)
        {
            throw new ArgumentException("An RTP header takes 12 bytes.", nameof(destination));
        }

        destination[0] = Version << 6;
        destination[1] = (byte)((IsMarked ? 0x80 : 0) | (PayloadType & 0x7F));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], SequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Timestamp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], Ssrc);
    }
}
