using System.Text;
using RtcVoice.Fuzz.Engine;
using RtcVoice.Rtc.DataChannel;

namespace RtcVoice.Fuzz.Targets;

/// <summary>A DATA_CHANNEL_OPEN is written as it was read, unless its names are no UTF-8; its names are bounded.</summary>
internal sealed class DcepMessageTarget : IFuzzTarget
{
    public static IEnumerable<byte[]> Seeds { get; } =
    [
        [.. DcepAckMessage.Bytes],
        Open(default, "oai-events", ""),
        Open(new ChannelReliability { IsUnordered = true, MaxRetransmits = 0 }, "lossy", "protocol"),
        Open(new ChannelReliability { MaxPacketLifeTime = 500 }, "", ""),
        Open(new ChannelReliability { IsUnordered = true }, "Grüße €", "json"),
    ];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        _ = DcepAckMessage.IsAck(data);
        if (!DcepOpenMessage.TryRead(data, out DcepOpenMessage open))
        {
            return;
        }

        ChannelReliability reliability = open.Reliability;
        Invariant.Require(reliability.MaxRetransmits is null || reliability.MaxPacketLifeTime is null, "there is one limit at most");
        Invariant.Require(open.Label.Length <= DcepOpenMessage.MaxNameLength && open.Protocol.Length <= DcepOpenMessage.MaxNameLength, "names are bounded");
        byte[] written = new byte[open.Length];
        open.Write(written);
        bool fits = Encoding.UTF8.GetByteCount(open.Label) <= DcepOpenMessage.MaxNameLength
            && Encoding.UTF8.GetByteCount(open.Protocol) <= DcepOpenMessage.MaxNameLength;
        Invariant.Require(!fits || (DcepOpenMessage.TryRead(written, out DcepOpenMessage again) && again == open), "it is written as it was read");
    }

    private static byte[] Open(ChannelReliability reliability, string label, string protocol)
    {
        var open = new DcepOpenMessage(reliability, label, protocol);
        byte[] message = new byte[open.Length];
        open.Write(message);
        return message;
    }
}
