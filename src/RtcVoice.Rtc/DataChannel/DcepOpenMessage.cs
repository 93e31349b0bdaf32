using System.Buffers.Binary;
using System.Text;

namespace RtcVoice.Rtc.DataChannel;

/// <summary>DATA_CHANNEL_OPEN (RFC 8832 section 5.1).</summary>
/// <param name="Reliability">Order and reliability.</param>
/// <param name="Label">The label.</param>
/// <param name="Protocol">The subprotocol; empty for none.</param>
internal readonly record struct DcepOpenMessage(ChannelReliability Reliability, string Label, string Protocol)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +---------------+---------------+-------------------------------+
    // | Message Type  |  Channel Type |            Priority           |
    // +---------------+---------------+-------------------------------+
    // |                    Reliability Parameter                      |
    // +-------------------------------+-------------------------------+
    // |         Label Length          |       Protocol Length         |
    // +-------------------------------+-------------------------------+
    // |                       Label, then Protocol (UTF-8)            |
    // +---------------------------------------------------------------+
    public const byte MessageType = 3;

    /// <summary>Bytes of a label or a protocol. Names in use are a few dozen; the field would let a peer store 64 KB each.</summary>
    public const int MaxNameLength = 1024;

    private const int FixedLength = 12;
    private const byte RexmitType = 0x01;
    private const byte TimedType = 0x02;
    private const byte UnorderedBit = 0x80;

    /// <summary>RFC 8832 section 8.2.2 with the W3C's names: "normal" is 256.</summary>
    private const ushort NormalPriority = 256;

    public int Length => FixedLength + Encoding.UTF8.GetByteCount(Label) + Encoding.UTF8.GetByteCount(Protocol);

    public static bool TryRead(ReadOnlySpan<byte> message, out DcepOpenMessage open)
    {
        open = default;
        if (message.Length < FixedLength || message[0] != MessageType)
        {
            return false;
        }

        byte type = message[1];
        uint parameter = BinaryPrimitives.ReadUInt32BigEndian(message[4..]);
        int labelLength = BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        int protocolLength = BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        int kind = type & ~UnorderedBit;
        if (kind > TimedType
            || labelLength > MaxNameLength
            || protocolLength > MaxNameLength
            || message.Length < FixedLength + labelLength + protocolLength)
        {
            return false;
        }

        // The W3C's limits are 16 bits wide; a larger one promises more than we could be held to.
        ushort limit = (ushort)Math.Min(parameter, ushort.MaxValue);
        var reliability = new ChannelReliability
        {
            IsUnordered = (type & UnorderedBit) != 0,
            MaxRetransmits = kind == RexmitType ? limit : null,
            MaxPacketLifeTime = kind == TimedType ? limit : null,
        };
        open = new DcepOpenMessage(
            reliability,
            Encoding.UTF8.GetString(message.Slice(FixedLength, labelLength)),
            Encoding.UTF8.GetString(message.Slice(FixedLength + labelLength, protocolLength)));
        return true;
    }

    public void Write(Span<byte> message)
    {
        int kind = Reliability.MaxRetransmits is not null ? RexmitType : Reliability.MaxPacketLifeTime is not null ? TimedType : 0;
        message[0] = MessageType;
        message[1] = (byte)(kind | (Reliability.IsUnordered ? UnorderedBit : 0));
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], NormalPriority);
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], Reliability.MaxRetransmits ?? Reliability.MaxPacketLifeTime ?? 0u);
        int labelLength = Encoding.UTF8.GetBytes(Label, message[FixedLength..]);
        int protocolLength = Encoding.UTF8.GetBytes(Protocol, message[(FixedLength + labelLength)..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], (ushort)labelLength);
        BinaryPrimitives.WriteUInt16BigEndian(message[10..], (ushort)protocolLength);
    }
}
