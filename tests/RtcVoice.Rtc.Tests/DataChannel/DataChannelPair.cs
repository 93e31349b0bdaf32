using System.Text;
using RtcVoice.Rtc.DataChannel;
using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Tests.Sctp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.DataChannel;

/// <summary>A browser's part, which opens the association, and a server's, in a simulated network.</summary>
internal sealed class DataChannelPair
{
    public DataChannelPair(NetworkConditions? conditions = null, DataChannelOptions? server = null, SctpOptions? browserSctp = null)
    {
        NetworkConditions network = conditions ?? NetworkConditions.Clean;
        Browser = new DataChannelEnd(
            (network.Seed * 10) + 1, new DataChannelOptions { IsDtlsServer = false, MaxChannels = 200, Sctp = browserSctp ?? new SctpOptions() });
        Server = new DataChannelEnd((network.Seed * 10) + 2, server ?? new DataChannelOptions());
        Network = new SimulatedNetwork(Browser, Server, network);
    }

    public DataChannelEnd Browser { get; }

    public DataChannelEnd Server { get; }

    public SimulatedNetwork Network { get; }

    public Instant Now => Network.Now;

    public static DataChannelPair Connected(
        NetworkConditions? conditions = null, DataChannelOptions? server = null, SctpOptions? browserSctp = null)
    {
        var pair = new DataChannelPair(conditions, server, browserSctp);
        pair.Browser.Endpoint.Connect(pair.Now);
        Assert.That(pair.RunUntil(() => pair.Browser.Endpoint.IsUp && pair.Server.Endpoint.IsUp), Is.True);
        return pair;
    }

    public bool RunUntil(Func<bool> condition, double limitSeconds = 60) =>
        Network.RunUntil(condition, TimeSpan.FromSeconds(limitSeconds));

    public void RunFor(double seconds) => Network.RunFor(TimeSpan.FromSeconds(seconds));

    public ushort Open(DataChannelEnd from, string label = "oai-events", ChannelReliability reliability = default)
    {
        Assert.That(from.Endpoint.TryOpen(label, reliability, Now, out ushort id), Is.True);
        return id;
    }

    /// <summary>Opens a channel and waits until both ends have it.</summary>
    public ushort Opened(DataChannelEnd from, string label = "oai-events", ChannelReliability reliability = default)
    {
        int before = Browser.Count(DataChannelEventKind.ChannelOpened) + Server.Count(DataChannelEventKind.ChannelOpened);
        ushort id = Open(from, label, reliability);
        Assert.That(
            RunUntil(() => Browser.Count(DataChannelEventKind.ChannelOpened) + Server.Count(DataChannelEventKind.ChannelOpened) == before + 2),
            Is.True);
        return id;
    }

    public SendResult SendText(DataChannelEnd from, ushort id, string text) =>
        from.Endpoint.TrySend(id, Encoding.UTF8.GetBytes(text), isText: true, Now);
}
