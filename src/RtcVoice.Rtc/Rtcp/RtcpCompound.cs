using System.Buffers.Binary;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>
/// A received RTCP compound, packet by packet (RFC 3550, 6.1). A compound need not begin with a report: reduced-size RTCP
/// (RFC 5506) is what browsers negotiate.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |V=2|P|  count  |      PT       |   length in 32-bit words - 1  |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </summary>
internal ref struct RtcpCompound
{
    internal const int HeaderSize = 4;

    private const byte PaddingBit = 0x20;

    private ReadOnlySpan<byte> _rest;

    private RtcpCompound(ReadOnlySpan<byte> bytes) => _rest = bytes;

    /// <summary>
    /// Checks the framing of a compound and of every packet in it that we know. False when there is none, when a packet is of
    /// another version than 2 or runs past the end, when one but the last is padded or a padding is no multiple of four
    /// within its packet, or when a known packet's parts run past its end.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RtcpCompound compound)
    {
        compound = new RtcpCompound(bytes);
        RtcpCompound walk = compound;
        if (bytes.IsEmpty)
        {
            return false;
        }

        while (!walk._rest.IsEmpty)
        {
            if (!walk.TryReadNext(out RtcpPacket packet) || !IsWellFormed(packet))
            {
                compound = default;
                return false;
            }
        }

        return true;
    }

    /// <summary>The next packet of the compound. False at its end.</summary>
    public bool TryReadNext(out RtcpPacket packet)
    {
        packet = default;
        if (_rest.Length < HeaderSize || _rest[0] >> 6 != 2)
        {
            return false;
        }

        int length = 4 * (BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]) + 1);
        if (length > _rest.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> body = _rest[HeaderSize..length];
        if ((_rest[0] & PaddingBit) != 0)
        {
            if (length != _rest.Length || body.IsEmpty || body[^1] == 0 || body[^1] % 4 != 0 || body[^1] > body.Length)
            {
                return false;
            }

            body = body[..^body[^1]];
        }

        packet = new RtcpPacket((RtcpPacketType)_rest[1], _rest[0] & 0x1F, body);
        _rest = _rest[length..];
        return true;
    }

    private static bool IsWellFormed(in RtcpPacket packet) => packet.Type switch
    {
        RtcpPacketType.SenderReport or RtcpPacketType.ReceiverReport => ReportPacket.TryRead(packet, out _),
        RtcpPacketType.SourceDescription => SourceDescription.TryRead(packet, out _),
        RtcpPacketType.Goodbye => Goodbye.TryRead(packet, out _),
        RtcpPacketType.ExtendedReport => ExtendedReport.TryRead(packet, out _),
        _ => true,
    };
}
