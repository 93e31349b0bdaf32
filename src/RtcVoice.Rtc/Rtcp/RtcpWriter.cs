using System.Buffers.Binary;

namespace RtcVoice.Rtc.Rtcp;

/// <summary>
/// Writes an RTCP compound, packet after packet (RFC 3550, 6.1: a report first, SDES with the CNAME always, BYE last). The
/// destination must hold it all: a writer has no business with sizes that its caller knows beforehand.
/// </summary>
internal ref struct RtcpWriter(Span<byte> destination)
{
    private const int SsrcSize = 4;

    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes of an SR with this many blocks.</summary>
    public static int SenderReportSize(int blocks) => ReceiverReportSize(blocks) + SenderInfo.Size;

    /// <summary>Bytes of an RR with this many blocks.</summary>
    public static int ReceiverReportSize(int blocks) => RtcpCompound.HeaderSize + SsrcSize + (blocks * ReportBlock.Size);

    /// <summary>Bytes of an SDES with one chunk and a CNAME of this many bytes: at least one zero ends it.</summary>
    public static int SourceDescriptionSize(int cname) => RtcpCompound.HeaderSize + ((SsrcSize + 2 + cname + 4) & ~3);

    /// <summary>Bytes of an XR that answers this many receivers.</summary>
    public static int DelayReportSize(int delays) => RtcpCompound.HeaderSize + SsrcSize + 4 + (delays * DelaySinceReceiverReport.Size);

    /// <summary>Bytes of a BYE of one source.</summary>
    public static int GoodbyeSize() => RtcpCompound.HeaderSize + SsrcSize;

    /// <summary>Writes an SR, or an RR when there is no sender information. At most 31 blocks.</summary>
    public void WriteReport(uint ssrc, SenderInfo? sender, scoped ReadOnlySpan<ReportBlock> blocks)
    {
        Span<byte> body = sender is { } info
            ? Begin(RtcpPacketType.SenderReport, blocks.Length, SenderReportSize(blocks.Length))
            : Begin(RtcpPacketType.ReceiverReport, blocks.Length, ReceiverReportSize(blocks.Length));
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        body = body[SsrcSize..];
        if (sender is { } written)
        {
            written.Write(body);
            body = body[SenderInfo.Size..];
        }

        foreach (ReportBlock block in blocks)
        {
            block.Write(body);
            body = body[ReportBlock.Size..];
        }
    }

    /// <summary>Writes an SDES with one chunk that holds the CNAME, 255 bytes of UTF-8 at most.</summary>
    public void WriteCname(uint ssrc, scoped ReadOnlySpan<byte> cname)
    {
        Span<byte> body = Begin(RtcpPacketType.SourceDescription, 1, SourceDescriptionSize(cname.Length));
        body.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        body[4] = SourceDescription.Cname;
        body[5] = checked((byte)cname.Length);
        cname.CopyTo(body[6..]);
    }

    /// <summary>Writes an XR with one DLRR block.</summary>
    public void WriteDelays(uint ssrc, scoped ReadOnlySpan<DelaySinceReceiverReport> delays)
    {
        Span<byte> body = Begin(RtcpPacketType.ExtendedReport, 0, DelayReportSize(delays.Length));
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        body[4] = ExtendedReport.DelayType;
        body[5] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(body[6..], (ushort)(delays.Length * DelaySinceReceiverReport.Size / 4));
        body = body[8..];
        foreach (DelaySinceReceiverReport delay in delays)
        {
            delay.Write(body);
            body = body[DelaySinceReceiverReport.Size..];
        }
    }

    /// <summary>Writes an XR with one receiver reference time block.</summary>
    public void WriteReferenceTime(uint ssrc, NtpTimestamp time)
    {
        Span<byte> body = Begin(RtcpPacketType.ExtendedReport, 0, RtcpCompound.HeaderSize + SsrcSize + 12);
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        body[4] = ExtendedReport.ReferenceTimeType;
        body[5] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(body[6..], 2);
        BinaryPrimitives.WriteUInt64BigEndian(body[8..], time.Value);
    }

    /// <summary>Writes a BYE of one source, with no reason.</summary>
    public void WriteGoodbye(uint ssrc) =>
        BinaryPrimitives.WriteUInt32BigEndian(Begin(RtcpPacketType.Goodbye, 1, GoodbyeSize()), ssrc);

    private Span<byte> Begin(RtcpPacketType type, int count, int size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 31);
        Span<byte> packet = _destination.Slice(Length, size);
        packet[0] = (byte)(0x80 | count);
        packet[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)((size / 4) - 1));
        Length += size;
        return packet[RtcpCompound.HeaderSize..];
    }
}
