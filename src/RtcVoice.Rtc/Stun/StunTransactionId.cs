using System.Buffers.Binary;

namespace RtcVoice.Rtc.Stun;

/// <summary>The 96 random bits that pair a response with its request.</summary>
/// <param name="High">The first 32 bits.</param>
/// <param name="Low">The other 64 bits.</param>
internal readonly record struct StunTransactionId(uint High, ulong Low)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Length = 12;

    /// <summary>Reads the identifier from the first 12 bytes of <paramref name="source"/>.</summary>
    public static StunTransactionId Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source[4..]));

    /// <summary>Writes the identifier to the first 12 bytes of <paramref name="destination"/>.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[4..], Low);
    }
}
