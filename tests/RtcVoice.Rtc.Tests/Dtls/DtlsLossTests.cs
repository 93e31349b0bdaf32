using RtcVoice.Rtc.Dtls;

namespace RtcVoice.Rtc.Tests.Dtls;

/// <summary>Handshakes over networks that lose, delay, repeat and reorder; all on a virtual clock.</summary>
[TestFixture]
internal sealed class DtlsLossTests
{
    private const int SmallDatagram = 300;
    private const int BrowserPadding = 1200;

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);

    [Test]
    public void A_hello_in_300_byte_datagrams_is_put_together()
    {
        using DtlsPair pair = Small();
        Connect(pair);
        Assert.That(pair.Sent.Count(p => p.ToServer), Is.GreaterThan(6));
        Assert.That(pair.Sent.Select(p => p.Bytes.Length), Is.All.LessThanOrEqualTo(SmallDatagram));
        Assert.That(pair.Server.Counters.FlightsResent + pair.Client.Counters.FlightsResent, Is.Zero);
    }

    [Test]
    public void A_hello_as_long_as_a_browsers_comes_in_two_datagrams()
    {
        using DtlsPair pair = new(client: o => o with { ClientHelloPadding = BrowserPadding });
        Connect(pair);
        Assert.That(pair.Sent.TakeWhile(p => p.ToServer).Count(), Is.EqualTo(2));
    }

    [Test]
    public void Flights_whose_datagrams_come_in_reverse_need_no_repeat()
    {
        using DtlsPair pair = Small();

        // The last shall be first: also change_cipher_spec before certificate_verify, and Finished before either.
        pair.Network = packet => [TimeSpan.FromMilliseconds(30 - packet.Index)];
        Connect(pair);
        Assert.That(pair.Server.Counters.FlightsResent + pair.Client.Counters.FlightsResent, Is.Zero, pair.Describe());
    }

    [Test]
    public void Datagrams_that_come_twice_change_nothing()
    {
        using DtlsPair pair = Small();
        pair.Network = _ => [Latency, Latency * 2, Latency * 3];
        Connect(pair);
        Assert.That(pair.Server.Counters.FlightsResent + pair.Client.Counters.FlightsResent, Is.Zero, pair.Describe());
    }

    [Test]
    public void The_loss_of_any_one_datagram_is_made_good([Values(300, 1200)] int datagram, [Values] bool toServer)
    {
        (int forward, int back) = CleanRun(datagram);
        for (int lost = 0; lost < (toServer ? forward : back); lost++)
        {
            using DtlsPair pair = Of(datagram);
            int index = lost;
            pair.Network = packet => packet.ToServer == toServer && packet.Index == index ? [] : [Latency];
            Connect(pair, $"datagram {lost} of {datagram} bytes to {(toServer ? "server" : "client")}; ");
            AssertDataFlows(pair);
            Assert.That(pair.Server.Counters.FlightsResent + pair.Client.Counters.FlightsResent, Is.InRange(1, 3));
        }
    }

    [Test]
    public void The_loss_of_all_datagrams_of_a_first_attempt_is_made_good([Values] bool toServer)
    {
        (int forward, int back) = CleanRun(SmallDatagram);
        using DtlsPair pair = Small();
        int attempt = toServer ? forward : back;
        pair.Network = packet => packet.ToServer == toServer && packet.Index < attempt && packet.Index % 2 == 0 ? [] : [Latency];
        Connect(pair);
        AssertDataFlows(pair);
    }

    [Test]
    public void A_lost_final_flight_is_sent_again_when_the_client_repeats_its_own()
    {
        using DtlsPair pair = new();
        pair.Network = packet => packet is { ToServer: false, Index: 1 } ? [] : [Latency];
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.Server.State == DtlsState.Connected);
        Assert.That(pair.Client.State, Is.EqualTo(DtlsState.Handshaking));
        pair.RunUntil(() => pair.BothConnected);
        Assert.That(pair.BothConnected, pair.Describe());
        Assert.That(pair.Client.Counters.FlightsResent, Is.EqualTo(1));
        Assert.That(pair.Sent.Count(p => !p.ToServer), Is.EqualTo(3));
        AssertDataFlows(pair);
    }

    [Test]
    public void A_server_that_hears_a_repeat_answers_at_once_and_not_by_its_timer()
    {
        using DtlsPair pair = new();
        byte[] hello = DtlsHandshakeTests.CaptureHello(pair);
        pair.Inject(hello, toServer: true);
        pair.RunFor(0.06);
        hello[10]++;
        pair.Inject(hello, toServer: true);
        Assert.That(pair.Sent.Count(p => !p.ToServer), Is.EqualTo(2));
        hello[10]++;
        pair.Inject(hello, toServer: true);
        Assert.That(pair.Sent.Count(p => !p.ToServer), Is.EqualTo(2), "another repeat in the same instant is not answered");
        pair.RunFor(0.1);
        Assert.That(pair.Sent.Count(p => !p.ToServer), Is.EqualTo(2), "and the timer began anew");
    }

    [Test]
    public void Handshakes_get_through_networks_that_lose_repeat_and_reorder([Range(1, 40)] int seed)
    {
        Random random = new(seed);
        using DtlsPair pair = Of(seed % 2 == 0 ? SmallDatagram : 1200);
        pair.Network = _ =>
        {
            TimeSpan delay = TimeSpan.FromMilliseconds(5 + random.Next(60));
            return random.Next(100) switch
            {
                < 12 => [],
                < 24 => [delay, delay + TimeSpan.FromMilliseconds(random.Next(200))],
                _ => [delay],
            };
        };
        Connect(pair, $"seed {seed}; ");
        Assert.That(pair.ServerEvents[0].Keys!.Bytes.ToArray(), Is.EqualTo(pair.ClientEvents[0].Keys!.Bytes.ToArray()));
        pair.Network = _ => [Latency];
        AssertDataFlows(pair);
    }

    [Test]
    public void Application_data_that_overtakes_the_end_of_the_handshake_is_not_lost()
    {
        using DtlsPair pair = new();
        pair.Network = packet => [packet is { ToServer: false, Index: 1 } ? Latency * 5 : Latency];
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.Server.State == DtlsState.Connected);
        Assert.That(pair.Server.TrySend("early"u8), Is.True);
        pair.RunUntil(() => pair.BothConnected);
        pair.RunFor(0.1);
        Assert.That(pair.ClientEvents.Select(e => e.Kind), Is.EqualTo(new[] { DtlsEventKind.Connected, DtlsEventKind.ApplicationData }));
        Assert.That(pair.ClientEvents[1].Data.ToArray(), Is.EqualTo("early"u8.ToArray()));
    }

    private static DtlsPair Small() => Of(SmallDatagram);

    private static DtlsPair Of(int datagram) => new(
        server: o => o with { MaxHandshakeDatagram = datagram },
        client: o => o with { MaxHandshakeDatagram = datagram, ClientHelloPadding = BrowserPadding });

    private static void Connect(DtlsPair pair, string what = "")
    {
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.BothConnected);
        Assert.That(pair.BothConnected, what + pair.Describe());
    }

    private static (int Forward, int Back) CleanRun(int datagram)
    {
        using DtlsPair pair = Of(datagram);
        Connect(pair);
        return (pair.Sent.Count(p => p.ToServer), pair.Sent.Count(p => !p.ToServer));
    }

    private static void AssertDataFlows(DtlsPair pair)
    {
        Assert.That(pair.Client.TrySend("ping"u8) && pair.Server.TrySend("pong"u8), Is.True);
        pair.RunFor(1);
        Assert.That(pair.ServerEvents[^1].Data.ToArray(), Is.EqualTo("ping"u8.ToArray()), pair.Describe());
        Assert.That(pair.ClientEvents[^1].Data.ToArray(), Is.EqualTo("pong"u8.ToArray()), pair.Describe());
    }
}
