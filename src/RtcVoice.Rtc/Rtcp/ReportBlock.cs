using System.Buffers.Binary;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>
/// What a receiver tells of one source (RFC 3550, 6.4.1).
/// <code>
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        SSRC of source                         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// | fraction lost |       cumulative number of packets lost       |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |           extended highest sequence number received           |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                      interarrival jitter                      |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                         last SR (LSR)                         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                   delay since last SR (DLSR)                  |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </summary>
/// <param name="Ssrc">The source that is reported on.</param>
/// <param name="FractionLost">Lost since the last report, in 1/256.</param>
/// <param name="CumulativeLost">Lost since the beginning, 24 bits; negative when more came than was sent, by duplication.</param>
/// <param name="HighestSequenceNumber">The highest sequence number received, with its cycles above it.</param>
/// <param name="Jitter">In units of the media clock.</param>
/// <param name="LastSenderReport">The compact NTP timestamp of the last SR from the source; 0 when there is none.</param>
/// <param name="DelaySinceLastSenderReport">In 1/65536 s; 0 when there is none.</param>
internal readonly record struct ReportBlock(
    uint Ssrc,
    byte FractionLost,
    int CumulativeLost,
    uint HighestSequenceNumber,
    uint Jitter,
    uint LastSenderReport,
    uint DelaySinceLastSenderReport)
{
    /// <summary>Bytes of a block.</summary>
    public const int Size = 24;

    /// <summary>The most that 24 bits tell.</summary>
    public const int MaxCumulativeLost = 0x7F_FFFF;

    /// <summary>The least that 24 bits tell.</summary>
    public const int MinCumulativeLost = -0x80_0000;

    /// <summary>Reads a block. False when there are too few bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ReportBlock block)
    {
        if (bytes.Length < Size)
        {
            block = default;
            return false;
        }

        // Shifted up and down again, so that its sign is kept.
        int cumulative = (BinaryPrimitives.ReadInt32BigEndian(bytes[4..]) << 8) >> 8;
        block = new ReportBlock(
            BinaryPrimitives.ReadUInt32BigEndian(bytes),
            bytes[4],
            cumulative,
            BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]));
        return true;
    }

    /// <summary>Writes the block; a cumulative loss beyond 24 bits stops at their ends.</summary>
    public void Write(Span<byte> destination)
    {
        int cumulative = Math.Clamp(CumulativeLost, MinCumulativeLost, MaxCumulativeLost);
        BinaryPrimitives.WriteUInt32BigEndian(destination, Ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], ((uint)FractionLost << 24) | ((uint)cumulative & 0xFF_FFFF));
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], HighestSequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], LastSenderReport);
        BinaryPrimitives.WriteUInt32BigEndian(destination[20..], DelaySinceLastSenderReport);
    }
}
