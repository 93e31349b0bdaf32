using System.Buffers.Binary;

namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>FORWARD-TSN: what the sender has given up and the receiver must no longer wait for (RFC 3758 section 3.2).</summary>
internal readonly ref struct ForwardTsnChunk
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +---------------+---------------+-------------------------------+
    // |  Type = 192   |  Flags = 0x00 |            Length             |
    // +---------------+---------------+-------------------------------+
    // |                      New Cumulative TSN                       |
    // +-------------------------------+-------------------------------+
    // |          Stream-1             |       Stream Sequence-1       |
    // +-------------------------------+-------------------------------+
    public const int FixedValueLength = 4;

    public const int SkipLength = 4;

    private readonly ReadOnlySpan<byte> _skips;

    private ForwardTsnChunk(ReadOnlySpan<byte> value)
    {
        NewCumulativeTsn = new Tsn(BinaryPrimitives.ReadUInt32BigEndian(value));
        _skips = value[FixedValueLength..];
    }

    public Tsn NewCumulativeTsn { get; }

    public int SkipCount => _skips.Length / SkipLength;

    public static bool TryRead(scoped in Chunk chunk, out ForwardTsnChunk forward)
    {
        if (chunk.Value.Length < FixedValueLength || chunk.Value.Length % SkipLength != 0)
        {
            forward = default;
            return false;
        }

        forward = new ForwardTsnChunk(chunk.Value);
        return true;
    }

    /// <summary>A stream, and the last message of it that is given up.</summary>
    public SkippedStream Skip(int index) => new(
        BinaryPrimitives.ReadUInt16BigEndian(_skips[(index * SkipLength)..]),
        new Ssn(BinaryPrimitives.ReadUInt16BigEndian(_skips[((index * SkipLength) + 2)..])));

    public static void Write(ref SctpPacketWriter packet, Tsn newCumulativeTsn, scoped ReadOnlySpan<SkippedStream> skips)
    {
        Span<byte> value = packet.Add(ChunkType.ForwardTsn, 0, FixedValueLength + (skips.Length * SkipLength));
        BinaryPrimitives.WriteUInt32BigEndian(value, newCumulativeTsn.Value);
        foreach (SkippedStream skip in skips)
        {
            value = value[SkipLength..];
            BinaryPrimitives.WriteUInt16BigEndian(value, skip.StreamId);
            BinaryPrimitives.WriteUInt16BigEndian(value[2..], skip.Ssn.Value);
        }
    }
}
