using System.Buffers.Binary;

namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>A parameter inside a chunk (RFC 9260 section 3.2.1). An error cause has the same shape.</summary>
internal readonly ref struct Parameter
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-------------------------------+-------------------------------+
    // |        Parameter Type         |   Length (without padding)    |
    // +-------------------------------+-------------------------------+
    // |                        Parameter Value, padded to 4 bytes     |
    // +---------------------------------------------------------------+
    public const int HeaderLength = 4;

    private const ushort SkipBit = 0x8000;
    private const ushort ReportBit = 0x4000;

    private Parameter(ReadOnlySpan<byte> whole)
    {
        Whole = whole;
    }

    /// <summary>Header and value, without padding.</summary>
    public ReadOnlySpan<byte> Whole { get; }

    public ParameterType Type => (ParameterType)BinaryPrimitives.ReadUInt16BigEndian(Whole);

    public ReadOnlySpan<byte> Value => Whole[HeaderLength..];

    /// <summary>If it is unknown, what follows in the chunk must not be read.</summary>
    public bool AsksToStop => ((ushort)Type & SkipBit) == 0;

    /// <summary>If it is unknown, its sender wants to be told.</summary>
    public bool AsksForReport => ((ushort)Type & ReportBit) != 0;

    /// <summary>Takes the first parameter off <paramref name="rest"/>. False at the end, and where a length lies.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out Parameter parameter)
    {
        parameter = default;
        if (rest.Length < HeaderLength)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (length < HeaderLength || length > rest.Length)
        {
            return false;
        }

        parameter = new Parameter(rest[..length]);
        rest = rest[Math.Min(Chunk.Padded(length), rest.Length)..];
        return true;
    }

    /// <summary>Writes a parameter and returns its padded length; the destination's padding must be zero already.</summary>
    public static int Write(Span<byte> destination, ParameterType type, ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)(HeaderLength + value.Length));
        value.CopyTo(destination[HeaderLength..]);
        return Chunk.Padded(HeaderLength + value.Length);
    }
}
