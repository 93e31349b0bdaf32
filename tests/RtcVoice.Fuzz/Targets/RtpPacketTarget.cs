using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc.Rtp;

namespace RtcVoice.Fuzz.Targets;

/// <summary>All parts of an RTP packet lie in its bytes, do not overlap, and its fixed header is written as it was read.</summary>
internal sealed class RtpPacketTarget : IFuzzTarget
{
    public static IEnumerable<byte[]> Seeds => RtpSeeds.All;

    public static IReadOnlyList<byte[]> Words { get; } =
    [
        [0xBE, 0xDE, 0x00, 0x01, 0x10, 0x85, 0x00, 0x00],
        [0x10, 0x00, 0x00, 0x02, 0x01, 0x02, 0x85, 0x00, 0x05, 0x00, 0x00, 0x00],
        [0xF0, 0xFF],
    ];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        _ = RtpMultiplex.IsRtcp(data);
        if (!RtpPacket.TryRead(data, out RtpPacket packet))
        {
            return;
        }

        Invariant.Require(RtpHeader.TryMeasure(data, out int length) && length >= RtpHeader.Size + (4 * packet.CsrcCount), "a header has a length");
        Invariant.Require(packet.Payload.Length <= data.Length - length, "a payload lies behind the header");
        Invariant.Require(
            packet.Payload.IsEmpty || (data.Overlaps(packet.Payload, out int start) && start == length), "a payload begins where the header ends");
        for (int i = 0; i < packet.CsrcCount; i++)
        {
            _ = packet.GetCsrc(i);
        }

        for (int id = 0; id <= byte.MaxValue; id++)
        {
            if (packet.Extensions.TryGet(id, out ReadOnlySpan<byte> element) && !element.IsEmpty)
            {
                bool isInside = data[..length].Overlaps(element, out int at) && at >= RtpHeader.Size + (4 * packet.CsrcCount) + 4;
                Invariant.Require(isInside && at + element.Length <= length, "an element lies in the header's extension");
            }

            _ = packet.Extensions.TryGetAudioLevel(id, out _);
        }

        byte[] written = new byte[RtpHeader.Size];
        packet.Header.Write(written);
        Invariant.Require(RtpHeader.TryRead(written, out RtpHeader again) && again == packet.Header, "a header is written as it was read");
        Invariant.Require(written.AsSpan(1).SequenceEqual(data[1..RtpHeader.Size]), "to the byte");
    }
}
