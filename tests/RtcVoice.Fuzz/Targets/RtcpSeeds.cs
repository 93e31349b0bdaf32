using RtcVoice.Rtc.Rtcp;
using RtcVoice.Rtc.Rtp;

namespace RtcVoice.Fuzz.Targets;

/// <summary>RTCP packets of every kind that our writer makes, alone and compound.</summary>
internal static class RtcpSeeds
{
    /// <summary>The source of the session that is fuzzed: reports on it are news.</summary>
    public const uint OurSsrc = 0x0A0B_0C0D;

    /// <summary>The source of its peer.</summary>
    public const uint TheirSsrc = 0x1234_5678;

    private static readonly ReportBlock Block = new(OurSsrc, 3, -7, 0x1_0002, 120, 0x1234_5678, 0x8000);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<byte[]> All { get; } =
    [
        Write(static (ref RtcpWriter writer) => writer.WriteReport(
            TheirSsrc, new SenderInfo(new NtpTimestamp(0x1122_3344_5566_7788), new RtpTimestamp(960), 10, 800), [Block])),
        Write(static (ref RtcpWriter writer) => writer.WriteReport(TheirSsrc, null, [Block, Block with { Ssrc = 1 }])),
        Write(static (ref RtcpWriter writer) => writer.WriteCname(TheirSsrc, "cname"u8)),
        Write(static (ref RtcpWriter writer) => writer.WriteReferenceTime(TheirSsrc, new NtpTimestamp(0x1122_3344_5566_7788))),
        Write(static (ref RtcpWriter writer) => writer.WriteDelays(TheirSsrc, [new DelaySinceReceiverReport(OurSsrc, 1, 2)])),
        Write(static (ref RtcpWriter writer) => writer.WriteGoodbye(TheirSsrc)),
        Write(static (ref RtcpWriter writer) =>
        {
            writer.WriteReport(TheirSsrc, new SenderInfo(new NtpTimestamp(1), new RtpTimestamp(2), 3, 4), [Block]);
            writer.WriteCname(TheirSsrc, "cname"u8);
            writer.WriteReferenceTime(TheirSsrc, new NtpTimestamp(5));
            writer.WriteGoodbye(TheirSsrc);
        }),
    ];

    private static byte[] Write(Content write)
    {
        byte[] buffer = new byte[512];
        var writer = new RtcpWriter(buffer);
        write(ref writer);
        return buffer[..writer.Length];
    }

    private delegate void Content(ref RtcpWriter writer);
}
