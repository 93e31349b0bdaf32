using System.Buffers.Binary;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc.Rtcp;

namespace RtcVoice.Fuzz.Targets;

/// <summary>What is read of an RTCP compound and written again is read the same; a compound that is accepted is read to its end.</summary>
internal sealed class RtcpCompoundTarget : IFuzzTarget
{
    public static IEnumerable<byte[]> Seeds => RtcpSeeds.All;

    public static IReadOnlyList<byte[]> Words => RtcpSeeds.All;

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        if (!RtcpCompound.TryRead(data, out RtcpCompound compound))
        {
            return;
        }

        int packets = 0;
        while (compound.TryReadNext(out RtcpPacket packet))
        {
            packets++;
            Check(packet);
        }

        Invariant.Require(packets > 0, "a compound holds a packet");
    }

    private static void Check(in RtcpPacket packet)
    {
        bool isReport = packet.Type is RtcpPacketType.SenderReport or RtcpPacketType.ReceiverReport;
        Invariant.Require(ReportPacket.TryRead(packet, out ReportPacket report) == isReport, "an accepted report is read");
        if (isReport)
        {
            CheckReport(report);
        }

        bool isDescription = packet.Type == RtcpPacketType.SourceDescription;
        Invariant.Require(SourceDescription.TryRead(packet, out SourceDescription description) == isDescription, "an accepted SDES is read");
        if (isDescription && packet.Body.Length >= 4)
        {
            CheckCname(packet, description);
        }

        bool isGoodbye = packet.Type == RtcpPacketType.Goodbye;
        Invariant.Require(Goodbye.TryRead(packet, out Goodbye goodbye) == isGoodbye, "an accepted BYE is read");
        for (int i = 0; i < goodbye.Count; i++)
        {
            _ = goodbye.GetSsrc(i);
        }

        bool isExtended = packet.Type == RtcpPacketType.ExtendedReport;
        Invariant.Require(ExtendedReport.TryRead(packet, out ExtendedReport extended) == isExtended, "an accepted XR is read");
        if (isExtended)
        {
            _ = extended.TryGetReferenceTime(out _);
            _ = extended.TryGetDelay(extended.Ssrc, out _);
        }
    }

    private static void CheckReport(in ReportPacket report)
    {
        ReportBlock[] blocks = new ReportBlock[report.BlockCount];
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = report.GetBlock(i);
            Invariant.Require(report.TryGetBlock(blocks[i].Ssrc, out ReportBlock found) && found.Ssrc == blocks[i].Ssrc, "a block is found by its source");
        }

        byte[] buffer = new byte[RtcpWriter.SenderReportSize(blocks.Length)];
        var writer = new RtcpWriter(buffer);
        writer.WriteReport(report.Ssrc, report.Sender, blocks);
        RtcpPacket packet = ReadOne(buffer.AsSpan(0, writer.Length));
        Invariant.Require(
            ReportPacket.TryRead(packet, out ReportPacket again) && again.Ssrc == report.Ssrc && again.Sender == report.Sender
            && again.BlockCount == blocks.Length,
            "a report is written as it was read");
        for (int i = 0; i < blocks.Length; i++)
        {
            Invariant.Require(again.GetBlock(i) == blocks[i], "and so are its blocks");
        }
    }

    private static void CheckCname(in RtcpPacket packet, in SourceDescription description)
    {
        uint ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet.Body);
        if (!description.TryGetCname(ssrc, out ReadOnlySpan<byte> name))
        {
            return;
        }

        byte[] buffer = new byte[RtcpWriter.SourceDescriptionSize(name.Length)];
        var writer = new RtcpWriter(buffer);
        writer.WriteCname(ssrc, name);
        bool isRead = SourceDescription.TryRead(ReadOne(buffer), out SourceDescription again) && again.TryGetCname(ssrc, out ReadOnlySpan<byte> same)
            && same.SequenceEqual(name);
        Invariant.Require(isRead, "a CNAME is written as it was read");
    }

    private static RtcpPacket ReadOne(ReadOnlySpan<byte> bytes)
    {
        Invariant.Require(RtcpCompound.TryRead(bytes, out RtcpCompound compound), "what we write is a compound");
        Invariant.Require(compound.TryReadNext(out RtcpPacket packet), "of one packet");
        return packet;
    }
}
