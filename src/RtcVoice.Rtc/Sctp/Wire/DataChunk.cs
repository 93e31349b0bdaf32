using System.Buffers.Binary;

namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>DATA: a message or a fragment of one (RFC 9260 section 3.3.1).</summary>
internal readonly ref struct DataChunk
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +---------------+-------+-+-+-+-+-------------------------------+
    // |   Type = 0    |  Res  |I|U|B|E|            Length             |
    // +---------------+-------+-+-+-+-+-------------------------------+
    // |                              TSN                              |
    // +-------------------------------+-------------------------------+
    // |       Stream Identifier       |    Stream Sequence Number     |
    // +-------------------------------+-------------------------------+
    // |                 Payload Protocol Identifier                   |
    // +---------------------------------------------------------------+
    // |                           User Data                           |
    // +---------------------------------------------------------------+
    public const int FixedValueLength = 12;

    /// <summary>Chunk header and fixed fields.</summary>
    public const int Overhead = Chunk.HeaderLength + FixedValueLength;

    public const byte LastFragmentFlag = 0x01;
    public const byte FirstFragmentFlag = 0x02;
    public const byte UnorderedFlag = 0x04;
    public const byte ImmediateFlag = 0x08;

    private readonly byte _flags;

    private DataChunk(byte flags, ReadOnlySpan<byte> value)
    {
        _flags = flags;
        Tsn = new Tsn(BinaryPrimitives.ReadUInt32BigEndian(value));
        StreamId = BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        Ssn = new Ssn(BinaryPrimitives.ReadUInt16BigEndian(value[6..]));
        PayloadProtocol = BinaryPrimitives.ReadUInt32BigEndian(value[8..]);
        Payload = value[FixedValueLength..];
    }

    public Tsn Tsn { get; }

    public ushort StreamId { get; }

    public Ssn Ssn { get; }

    public uint PayloadProtocol { get; }

    /// <summary>May be empty, which the RFC forbids: the receiver answers with ABORT.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    public bool IsFirst => (_flags & FirstFragmentFlag) != 0;

    public bool IsLast => (_flags & LastFragmentFlag) != 0;

    public bool IsUnordered => (_flags & UnorderedFlag) != 0;

    /// <summary>The sender wants its SACK at once (RFC 7053).</summary>
    public bool WantsImmediateSack => (_flags & ImmediateFlag) != 0;

    public static bool TryRead(scoped in Chunk chunk, out DataChunk data)
    {
        if (chunk.Value.Length < FixedValueLength)
        {
            data = default;
            return false;
        }

        data = new DataChunk(chunk.Flags, chunk.Value);
        return true;
    }

    /// <summary>Adds a DATA chunk to a packet.</summary>
    public static void Write(
        ref SctpPacketWriter packet, byte flags, Tsn tsn, ushort streamId, Ssn ssn, uint payloadProtocol, ReadOnlySpan<byte> payload)
    {
        Span<byte> value = packet.Add(ChunkType.Data, flags, FixedValueLength + payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(value, tsn.Value);
        BinaryPrimitives.WriteUInt16BigEndian(value[4..], streamId);
        BinaryPrimitives.WriteUInt16BigEndian(value[6..], ssn.Value);
        BinaryPrimitives.WriteUInt32BigEndian(value[8..], payloadProtocol);
        payload.CopyTo(value[FixedValueLength..]);
    }
}
