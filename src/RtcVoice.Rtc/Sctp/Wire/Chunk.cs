using System.Buffers.Binary;

namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>One chunk of a packet (RFC 9260 section 3.2), as it lies in the packet.</summary>
internal readonly ref struct Chunk
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +---------------+---------------+-------------------------------+
    // |  Chunk Type   |  Chunk Flags  |   Length (without padding)    |
    // +---------------+---------------+-------------------------------+
    // |                        Chunk Value, padded to 4 bytes         |
    // +---------------------------------------------------------------+
    public const int HeaderLength = 4;

    private Chunk(ReadOnlySpan<byte> whole)
    {
        Whole = whole;
    }

    /// <summary>Header and value, without padding.</summary>
    public ReadOnlySpan<byte> Whole { get; }

    public ChunkType Type => (ChunkType)Whole[0];

    public byte Flags => Whole[1];

    public ReadOnlySpan<byte> Value => Whole[HeaderLength..];

    /// <summary>Takes the first chunk off <paramref name="rest"/>. False at the end, and where a length lies.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out Chunk chunk)
    {
        chunk = default;
        if (rest.Length < HeaderLength)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (length < HeaderLength || length > rest.Length)
        {
            return false;
        }

        chunk = new Chunk(rest[..length]);
        rest = rest[Math.Min(Padded(length), rest.Length)..];
        return true;
    }

    /// <summary>True when <paramref name="chunks"/> is a whole number of chunks, one at least.</summary>
    public static bool AreWellFormed(ReadOnlySpan<byte> chunks)
    {
        if (chunks.IsEmpty)
        {
            return false;
        }

        while (TryTake(ref chunks, out _))
        {
        }

        return chunks.IsEmpty;
    }

    /// <summary>The length on the wire of something of <paramref name="length"/> bytes.</summary>
    public static int Padded(int length) => (length + 3) & ~3;

    /// <summary>A chunk by itself, padded: for those that wait in a queue to be sent.</summary>
    public static byte[] Create(ChunkType type, byte flags, ReadOnlySpan<byte> value)
    {
        byte[] chunk = new byte[Padded(HeaderLength + value.Length)];
        WriteHeader(chunk, type, flags, value.Length);
        value.CopyTo(chunk.AsSpan(HeaderLength));
        return chunk;
    }

    public static void WriteHeader(Span<byte> chunk, ChunkType type, byte flags, int valueLength)
    {
        chunk[0] = (byte)type;
        chunk[1] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(chunk[2..], (ushort)(HeaderLength + valueLength));
    }
}
