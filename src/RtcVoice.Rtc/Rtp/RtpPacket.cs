using System.Buffers.Binary;

namespace RtcVoice.Rtc.Rtp;

/// <summary>
/// A view of a received RTP packet (RFC 3550, 5.1). It borrows the bytes and copies none; all its parts lie within them,
/// whatever the packet claims. It does not know what the payload is.
/// </summary>
internal readonly ref struct RtpPacket
{
    private readonly ReadOnlySpan<byte> _csrcs;

    private RtpPacket(RtpHeader header, ReadOnlySpan<byte> csrcs, RtpHeaderExtensions extensions, ReadOnlySpan<byte> payload)
    {
        Header = header;
        _csrcs = csrcs;
        Extensions = extensions;
        Payload = payload;
    }

    /// <summary>The fixed header.</summary>
    public RtpHeader Header { get; }

    /// <summary>How many contributing sources the packet names, 0 to 15.</summary>
    public int CsrcCount => _csrcs.Length / 4;

    /// <summary>The elements of the header extension (RFC 8285); empty when there is none.</summary>
    public RtpHeaderExtensions Extensions { get; }

    /// <summary>The payload without padding; empty when padding is all there is.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>
    /// Reads a packet. False when it is too short, of another version than 2, when its CSRC list, its extension or one of
    /// the extension's elements runs past its end, or when its padding count is zero or more than there is.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RtpPacket packet)
    {
        packet = default;
        if (!RtpHeader.TryRead(bytes, out RtpHeader header) || !RtpHeader.TryMeasure(bytes, out int headerLength))
        {
            return false;
        }

        int csrcEnd = RtpHeader.Size + (4 * (bytes[0] & 0x0F));
        RtpHeaderExtensions extensions = default;
        if ((bytes[0] & RtpHeader.ExtensionBit) != 0)
        {
            ushort profile = BinaryPrimitives.ReadUInt16BigEndian(bytes[csrcEnd..]);
            ReadOnlySpan<byte> block = bytes[(csrcEnd + RtpHeader.ExtensionHeaderSize)..headerLength];
            if (!RtpHeaderExtensions.TryRead(profile, block, out extensions))
            {
                return false;
            }
        }

        ReadOnlySpan<byte> payload = bytes[headerLength..];
        if ((bytes[0] & RtpHeader.PaddingBit) != 0)
        {
            if (payload.IsEmpty || payload[^1] == 0 || payload[^1] > payload.Length)
            {
                return false;
            }

            payload = payload[..^payload[^1]];
        }

        packet = new RtpPacket(header, bytes[RtpHeader.Size..csrcEnd], extensions, payload);
        return true;
    }

    /// <summary>The contributing source at <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="CsrcCount"/>.</exception>
    public uint GetCsrc(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, CsrcCount);
        return BinaryPrimitives.ReadUInt32BigEndian(_csrcs[(4 * index)..]);
    }
}
