using System.Buffers.Binary;

namespace RtcVoice.Rtc.Stun;

/// <summary>An address and port as XOR-MAPPED-ADDRESS carries them; IPv4 is held as IPv4-mapped IPv6.</summary>
/// <remarks>
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |0 0 0 0 0 0 0 0|    Family     |         X-Port                |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                X-Address (32 or 128 bits)                     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </remarks>
/// <param name="Address">The IPv6 or IPv4-mapped address, in network order.</param>
/// <param name="Port">The port.</param>
internal readonly record struct StunAddress(UInt128 Address, ushort Port)
{
    /// <summary>Bytes of the attribute's value for an IPv4 address.</summary>
    public const int IPv4Length = 8;

    /// <summary>Bytes of the attribute's value for an IPv6 address.</summary>
    public const int IPv6Length = 20;

    private const byte IPv4Family = 1;
    private const byte IPv6Family = 2;
    private const ushort PortMask = (ushort)(StunMessage.MagicCookie >> 16);
    private static readonly UInt128 MappedPrefix = new(0, 0x0000_FFFF_0000_0000);

    /// <summary>True when the address is an IPv4 one.</summary>
    public bool IsIPv4 => (Address & ~(UInt128)uint.MaxValue) == MappedPrefix;

    /// <summary>Bytes of the attribute's value.</summary>
    public int Length => IsIPv4 ? IPv4Length : IPv6Length;

    /// <summary>Reads the value of an XOR-MAPPED-ADDRESS; false when its family and length do not agree.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, StunTransactionId transaction, out StunAddress address)
    {
        address = default;
        if (value.Length < 4)
        {
            return false;
        }

        ushort port = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(value[2..]) ^ PortMask);
        switch (value[1])
        {
            case IPv4Family when value.Length == IPv4Length:
                uint address4 = BinaryPrimitives.ReadUInt32BigEndian(value[4..]) ^ StunMessage.MagicCookie;
                address = new StunAddress(MappedPrefix | address4, port);
                return true;
            case IPv6Family when value.Length == IPv6Length:
                address = new StunAddress(BinaryPrimitives.ReadUInt128BigEndian(value[4..]) ^ IPv6Mask(transaction), port);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes the value of an XOR-MAPPED-ADDRESS, <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> destination, StunTransactionId transaction)
    {
        destination[0] = 0;
        destination[1] = IsIPv4 ? IPv4Family : IPv6Family;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)(Port ^ PortMask));
        if (IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[4..], (uint)Address ^ StunMessage.MagicCookie);
        }
        else
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination[4..], Address ^ IPv6Mask(transaction));
        }
    }

    private static UInt128 IPv6Mask(StunTransactionId transaction) =>
        new(((ulong)StunMessage.MagicCookie << 32) | transaction.High, transaction.Low);
}
