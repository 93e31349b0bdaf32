using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using RtcVoice.Rtc;
using RtcVoice.TestKit.Peers;
using RtcVoice.TestKit.Waiting;
using RtcVoice.Transport.Client;

namespace RtcVoice.Transport.Tests;

/// <summary>The port with its threads, without calls above.</summary>
public sealed class VoiceTransportTests
{
    [Test]
    public async Task Handshakes_beyond_the_limit_wait_their_turn_and_all_callers_connect()
    {
        const int Limit = 2;
        await using VoiceTransport transport = Start(new MediaOptions { Port = 0, Bind = "127.0.0.1", MaxHandshakes = Limit });
        VoiceClient[] clients = [.. Enumerable.Range(0, 12).Select(_ => new VoiceClient(TimeProvider.System))];
        int most = 0;
        await Task.WhenAll(clients.Select(c => OfferAsync(transport, c)));
        await Eventually.IsTrueAsync(
            () =>
            {
                most = Math.Max(most, transport.HandshakesRunning);
                return clients.All(c => c.Connected.IsCompletedSuccessfully);
            },
            "all connect");
        Assert.That(most, Is.LessThanOrEqualTo(Limit));
        await Eventually.IsTrueAsync(() => transport.HandshakesRunning == 0, "no thread is left");
        foreach (VoiceClient client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Test]
    public async Task An_observer_that_cannot_be_made_leaves_no_peer_and_no_place_taken()
    {
        await using VoiceTransport transport = Start(new MediaOptions { Port = 0, Bind = "127.0.0.1", MaxCalls = 1 });
        await using var client = new VoiceClient(TimeProvider.System);
        string offer = client.CreateOffer();
        for (int i = 0; i < 3; i++)
        {
            Assert.That(
                async () => await transport.CreatePeerAsync("broken", offer, _ => throw new NotSupportedException()),
                Throws.InstanceOf<NotSupportedException>());
        }

        Assert.That(transport.PeerCount, Is.Zero);
        await OfferAsync(transport, client);
        await client.Connected.WithinPatienceAsync();
    }

    [Test]
    public async Task One_number_serves_UDP_and_TCP_and_both_are_free_afterwards()
    {
        VoiceTransport transport = Start(new MediaOptions { Port = 0, Bind = "127.0.0.1" });
        IPEndPoint local = transport.LocalEndPoint;
        Assert.That(() => Bind(SocketType.Dgram, local), Throws.InstanceOf<SocketException>());
        Assert.That(() => Bind(SocketType.Stream, local), Throws.InstanceOf<SocketException>());
        await transport.DisposeAsync();
        await transport.DisposeAsync();
        Bind(SocketType.Dgram, local);
        Bind(SocketType.Stream, local);
    }

    [TestCase(TransportProtocol.Udp)]
    [TestCase(TransportProtocol.Tcp)]
    public async Task A_transport_that_stops_tells_its_clients(TransportProtocol protocol)
    {
        VoiceTransport transport = Start(new MediaOptions { Port = 0, Bind = "127.0.0.1" });
        await using var client = new VoiceClient(TimeProvider.System, new VoiceClientOptions { Protocol = protocol });
        await OfferAsync(transport, client);
        await client.Connected.WithinPatienceAsync();
        await transport.DisposeAsync();
        Assert.That(await client.Closed.WithinPatienceAsync(), Is.EqualTo(CloseReason.ClosedByPeer));
    }

    [Test]
    public async Task IPv6_works_like_IPv4()
    {
        if (!Socket.OSSupportsIPv6)
        {
            Assert.Ignore("This machine has no IPv6.");
        }

        await using VoiceTransport transport = Start(new MediaOptions { Port = 0, Addresses = { "::1" } });
        await using var client = new VoiceClient(TimeProvider.System);
        await OfferAsync(transport, client);
        await client.Connected.WithinPatienceAsync();
    }

    private static VoiceTransport Start(MediaOptions options) =>
        VoiceTransport.Start(options, TimeProvider.System, NullLoggerFactory.Instance);

    private static async Task OfferAsync(VoiceTransport transport, VoiceClient client)
    {
        PeerCreation creation = await transport.CreatePeerAsync("test", client.CreateOffer(), static _ => new QueueingObserver());
        client.AcceptAnswer(creation.Answer!);
    }

    private static void Bind(SocketType type, IPEndPoint address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
        socket.Bind(address);
    }
}
