using System.Text;
using RtcVoice.Rtc.DataChannel;
using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Tests.Sctp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.DataChannel;

/// <summary>The data channels of one peer in a simulated network, with all that they told.</summary>
internal sealed class DataChannelEnd : SimulatedEnd
{
    public DataChannelEnd(int seed, DataChannelOptions options)
    {
        Endpoint = new DataChannelEndpoint(options, SeededBytes.From(seed));
    }

    public DataChannelEndpoint Endpoint { get; }

    public List<DataChannelEvent> Events { get; } = [];

    public List<(ushort ChannelId, bool IsText, byte[] Payload)> Messages { get; } = [];

    public IEnumerable<DataChannelEventKind> EventKinds => Events.Select(happened => happened.Kind);

    public override Instant NextTimeout => Endpoint.NextTimeout;

    public IEnumerable<string> Texts => Messages.Select(message => Encoding.UTF8.GetString(message.Payload));

    public bool HasSeen(DataChannelEventKind kind, ushort channelId) =>
        Events.Any(happened => happened.Kind == kind && happened.ChannelId == channelId);

    public int Count(DataChannelEventKind kind) => EventKinds.Count(other => other == kind);

    public override void HandleDatagram(ReadOnlySpan<byte> packet, Instant now) => Endpoint.HandleDatagram(packet, now);

    public override void HandleTimeout(Instant now) => Endpoint.HandleTimeout(now);

    public override bool TryPollTransmit(Span<byte> buffer, out int length) => Endpoint.TryPollTransmit(buffer, out length);

    public override bool DrainEvents()
    {
        bool any = false;
        while (Endpoint.TryPollEvent(out DataChannelEvent happened))
        {
            any = true;
            if (happened.Kind == DataChannelEventKind.Message)
            {
                Messages.Add((happened.ChannelId, happened.IsText, happened.Payload.ToArray()));
            }

            Events.Add(happened);
        }

        return any;
    }
}
