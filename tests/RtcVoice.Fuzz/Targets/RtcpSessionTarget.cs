using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc.Rtcp;
using RtcVoice.Rtc.Rtp;
using RtcVoice.Timing;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// Script: RTP packets, RTCP compounds and time, as an authentic but hostile peer sends them. Whatever it claims, the
/// session's own reports are well formed and bounded, and so are its sources and events.
/// </summary>
internal sealed class RtcpSessionTarget : IFuzzTarget
{
    private const int MaxSteps = 512;

    public static IEnumerable<byte[]> Seeds =>
    [
        [.. RtcpSeeds.All.SelectMany(compound => (byte[])[0, .. ByteScript.WriteBlock(compound), 1, 0x12, 0x34, 0x56, 0x78, 0, 7, 0, 0, 3, 0xC0, 2, 4, 0])],
        [.. Enumerable.Range(0, 12).SelectMany(i => (byte[])[1, 0, 0, 0, (byte)i, 0, 7, 0, 0, 3, 0xC0, 2, 4, 0]), 3],
    ];

    public static IReadOnlyList<byte[]> Words => RtcpSeeds.All;

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        var script = new ByteScript(data);
        Instant now = new(1_000_000_000);
        var clock = NtpClock.From(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero), Instant.Origin);
        var session = new RtcpSession(RtcpSeeds.OurSsrc, "cname", clock, now);
        var sender = new SenderSnapshot(1, 80, new RtpClock(new RtpTimestamp(960), now, RtpClock.OpusRate));
        for (int i = 0; i < MaxSteps && !script.IsOver; i++)
        {
            switch (script.Byte() % 4)
            {
                case 0:
                    _ = session.HandleDatagram(script.Block(), now);
                    break;
                case 1:
                    session.HandleRtp(script.UInt32(), script.UInt16(), new RtpTimestamp(script.UInt32()), now);
                    break;
                case 2:
                    now += TimeSpan.FromMilliseconds(script.UInt16());
                    session.HandleTimeout(now, sender);
                    Invariant.Require(session.NextTimeout > now, "a report that was made is not due");
                    break;
                default:
                    session.Close(now, sender);
                    break;
            }

            CheckOutput(session);
        }

        CheckEvents(session);
    }

    private static void CheckOutput(RtcpSession session)
    {
        byte[] buffer = new byte[RtcpSession.MaxCompoundLength];
        while (session.TryPollTransmit(buffer, out int length))
        {
            bool isRead = RtcpCompound.TryRead(buffer.AsSpan(0, length), out RtcpCompound compound);
            isRead &= compound.TryReadNext(out RtcpPacket first);
            Invariant.Require(isRead, "what we send is a compound");
            Invariant.Require(ReportPacket.TryRead(first, out ReportPacket report), "that begins with a report");
            Invariant.Require(report.Ssrc == RtcpSeeds.OurSsrc && report.BlockCount <= RtcpSession.MaxSources, "of ours, on a bounded number of sources");
        }
    }

    private static void CheckEvents(RtcpSession session)
    {
        int events = 0;
        while (session.TryPollEvent(out RtcpEvent happened))
        {
            events++;
            _ = happened.Report.JitterAt(RtpClock.OpusRate);
            bool isReport = happened.Kind == RtcpEventKind.PeerReported;
            Invariant.Require(!isReport || happened.Report.RoundTrip is not { } trip || trip >= TimeSpan.Zero, "no round trip is negative");
            Invariant.Require(!isReport || happened.Report.FractionLost is >= 0 and <= 1, "a fraction is one");
        }

        Invariant.Require(events <= RtcpSession.MaxPendingEvents, "events that nobody takes are bounded");
    }
}
