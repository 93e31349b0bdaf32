using System.Buffers.Binary;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>
/// A received XR (RFC 3611), of which we read the two blocks that measure the round trip of one who does not send:
/// receiver reference time (4.4) and its answer, DLRR (4.5). Other blocks are skipped.
/// <code>
/// | SSRC of reporter | BT=4, reserved, length=2 | NTP timestamp (8 bytes) |
/// | SSRC of reporter | BT=5, reserved, length=3n | n sub-blocks of 12 bytes |
/// </code>
/// </summary>
internal readonly ref struct ExtendedReport
{
    /// <summary>The block type of receiver reference time.</summary>
    public const byte ReferenceTimeType = 4;

    /// <summary>The block type of DLRR.</summary>
    public const byte DelayType = 5;

    private const int SsrcSize = 4;
    private const int BlockHeaderSize = 4;
    private const int ReferenceTimeSize = 8;

    private readonly ReadOnlySpan<byte> _blocks;

    private ExtendedReport(uint ssrc, ReadOnlySpan<byte> blocks)
    {
        Ssrc = ssrc;
        _blocks = blocks;
    }

    /// <summary>The reporter.</summary>
    public uint Ssrc { get; }

    /// <summary>
    /// Reads an XR. False when it is another packet, when a block runs past its end, or when one of the two that we read has
    /// another length than its kind.
    /// </summary>
    public static bool TryRead(scoped in RtcpPacket packet, out ExtendedReport report)
    {
        report = default;
        if (packet.Type != RtcpPacketType.ExtendedReport || packet.Body.Length < SsrcSize)
        {
            return false;
        }

        ReadOnlySpan<byte> blocks = packet.Body[SsrcSize..];
        ReadOnlySpan<byte> rest = blocks;
        while (!rest.IsEmpty)
        {
            if (!TryReadBlock(ref rest, out byte type, out ReadOnlySpan<byte> content)
                || (type == ReferenceTimeType && content.Length != ReferenceTimeSize)
                || (type == DelayType && content.Length % DelaySinceReceiverReport.Size != 0))
            {
                return false;
            }
        }

        report = new ExtendedReport(BinaryPrimitives.ReadUInt32BigEndian(packet.Body), blocks);
        return true;
    }

    /// <summary>The reporter's reference time. False when there is none.</summary>
    public bool TryGetReferenceTime(out NtpTimestamp time)
    {
        ReadOnlySpan<byte> rest = _blocks;
        while (TryReadBlock(ref rest, out byte type, out ReadOnlySpan<byte> content))
        {
            if (type == ReferenceTimeType)
            {
                time = new NtpTimestamp(BinaryPrimitives.ReadUInt64BigEndian(content));
                return true;
            }
        }

        time = default;
        return false;
    }

    /// <summary>The reporter's answer to the receiver <paramref name="ssrc"/>. False when there is none.</summary>
    public bool TryGetDelay(uint ssrc, out DelaySinceReceiverReport delay)
    {
        ReadOnlySpan<byte> rest = _blocks;
        while (TryReadBlock(ref rest, out byte type, out ReadOnlySpan<byte> content))
        {
            while (type == DelayType && DelaySinceReceiverReport.TryRead(content, out delay))
            {
                if (delay.Ssrc == ssrc)
                {
                    return true;
                }

                content = content[DelaySinceReceiverReport.Size..];
            }
        }

        delay = default;
        return false;
    }

    private static bool TryReadBlock(ref ReadOnlySpan<byte> rest, out byte type, out ReadOnlySpan<byte> content)
    {
        type = 0;
        content = default;
        if (rest.Length < BlockHeaderSize)
        {
            return false;
        }

        int length = 4 * BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (length > rest.Length - BlockHeaderSize)
        {
            return false;
        }

        type = rest[0];
        content = rest.Slice(BlockHeaderSize, length);
        rest = rest[(BlockHeaderSize + length)..];
        return true;
    }
}
