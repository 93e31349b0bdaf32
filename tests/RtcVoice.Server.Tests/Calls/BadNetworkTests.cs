using System.Globalization;
using System.Text;
using System.Text.Json;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Network;
using RtcVoice.TestKit.Waiting;
using RtcVoice.Transport.Client;

namespace RtcVoice.Server.Tests.Calls;

/// <summary>A call through a relay that loses, delays and reorders, both ways.</summary>
public sealed class BadNetworkTests
{
    private static readonly NetworkConditions Bad = new()
    {
        Loss = 0.05,
        Delay = TimeSpan.FromMilliseconds(10),
        Jitter = TimeSpan.FromMilliseconds(40),
        Reordering = 0.03,
    };

    [Test]
    public async Task The_call_stays_up_the_channel_loses_nothing_and_FEC_comes_and_goes([Values(1ul, 2ul)] ulong seed)
    {
        const int Messages = 200;
        TestContext.Out.WriteLine($"seed {seed}");
        await using RunningServer server = await RunningServer.StartAsync();
        using UdpRelay relay = UdpRelay.Start(server.Media, seed, Bad);
        await using TestCall call = await TestCall.ConnectAsync(server, relay: relay);
        int channel = call.Client.OpenChannel("rtcvoice-echo");
        await call.Client.Messages.ReadAsync().AsTask().WithinPatienceAsync();
        var echoes = new List<string>();
        for (int i = 0; i < Messages; i++)
        {
            byte[] message = Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture));
            await Eventually.IsTrueAsync(() => call.Client.Send(channel, message, isText: true), "room for a message");
        }

        while (echoes.Count < Messages)
        {
            ClientMessage echo = await call.Client.Messages.ReadAsync().AsTask().WithinPatienceAsync();
            echoes.Add(Encoding.UTF8.GetString(echo.Payload.Span));
        }

        Assert.That(echoes, Is.EqualTo(Enumerable.Range(0, Messages).Select(i => i.ToString(CultureInfo.InvariantCulture))));
        await Eventually.IsTrueAsync(async () => await FecPercentAsync(call) > 0, "FEC is switched on by the reported loss");
        TestContext.Out.WriteLine($"FEC against {await FecPercentAsync(call)} %; the relay lost {relay.Lost} datagrams");
        relay.Change(NetworkConditions.Perfect);
        await Eventually.IsTrueAsync(async () => await FecPercentAsync(call) == 0, "FEC is switched off when nothing is lost any more");
        await call.FramesFlowAsync();
        JsonElement view = await call.DescribeAsync();
        Assert.That(view.GetProperty("state").GetString(), Is.EqualTo("connected"));
        Assert.That(view.GetProperty("peer").GetProperty("round_trip_ms").GetDouble(), Is.Positive);
        Assert.That(relay.Lost, Is.Positive);
    }

    private static async Task<int> FecPercentAsync(TestCall call) =>
        (await call.DescribeAsync()).GetProperty("downlink").GetProperty("fec_percent").GetInt32();
}
