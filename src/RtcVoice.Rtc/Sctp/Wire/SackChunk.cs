using System.Buffers.Binary;

namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>SACK: what has arrived, in order and beyond gaps (RFC 9260 section 3.3.4).</summary>
internal readonly ref struct SackChunk
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +---------------+---------------+-------------------------------+
    // |   Type = 3    |  Chunk Flags  |            Length             |
    // +---------------+---------------+-------------------------------+
    // |                      Cumulative TSN Ack                       |
    // +---------------------------------------------------------------+
    // |          Advertised Receiver Window Credit (a_rwnd)           |
    // +-------------------------------+-------------------------------+
    // |     Gap Ack Blocks = N        |      Duplicate TSNs = M       |
    // +-------------------------------+-------------------------------+
    // |   Start (offset) of block 1   |    End (offset) of block 1    |
    // +-------------------------------+-------------------------------+
    // |                        Duplicate TSN 1                        |
    // +---------------------------------------------------------------+
    public const int FixedValueLength = 12;

    private readonly ReadOnlySpan<byte> _blocks;

    private SackChunk(ReadOnlySpan<byte> value, int blockCount)
    {
        CumulativeTsn = new Tsn(BinaryPrimitives.ReadUInt32BigEndian(value));
        ReceiverWindow = BinaryPrimitives.ReadUInt32BigEndian(value[4..]);
        BlockCount = blockCount;
        DuplicateCount = BinaryPrimitives.ReadUInt16BigEndian(value[10..]);
        _blocks = value.Slice(FixedValueLength, blockCount * 4);
    }

    public Tsn CumulativeTsn { get; }

    public uint ReceiverWindow { get; }

    public int BlockCount { get; }

    public int DuplicateCount { get; }

    /// <summary>
    /// Reads a SACK whose blocks lie in its length, ascend and do not overlap; what they claim is for the owner of the
    /// sent TSNs to judge.
    /// </summary>
    public static bool TryRead(scoped in Chunk chunk, out SackChunk sack)
    {
        sack = default;
        ReadOnlySpan<byte> value = chunk.Value;
        if (value.Length < FixedValueLength)
        {
            return false;
        }

        int blocks = BinaryPrimitives.ReadUInt16BigEndian(value[8..]);
        int duplicates = BinaryPrimitives.ReadUInt16BigEndian(value[10..]);
        if (value.Length < FixedValueLength + (4 * (blocks + duplicates)))
        {
            return false;
        }

        var read = new SackChunk(value, blocks);
        int previousEnd = 1; // offset 1 is right behind the cumulative TSN, and would have moved it
        for (int i = 0; i < blocks; i++)
        {
            (int start, int end) = read.Block(i);
            if (start <= previousEnd || end < start)
            {
                return false;
            }

            previousEnd = end;
        }

        sack = read;
        return true;
    }

    /// <summary>The inclusive offsets from the cumulative TSN of one gap ack block.</summary>
    public (int Start, int End) Block(int index) => (
        BinaryPrimitives.ReadUInt16BigEndian(_blocks[(index * 4)..]),
        BinaryPrimitives.ReadUInt16BigEndian(_blocks[((index * 4) + 2)..]));
}
