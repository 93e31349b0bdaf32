using System.Net.Sockets;
using RtcVoice.Conversation.Peer;
using RtcVoice.Transport.Tests.Harness;

namespace RtcVoice.Transport.Tests;

/// <summary>What one caller may take of a session, through real sockets.</summary>
public sealed class SessionLimitTests
{
    private const int PacketsPerSecond = 300;
    private static readonly byte[] Frame = [0xFC, 1, 2, 3];

    [Test]
    public void A_flood_is_cut_to_the_packets_of_a_second_and_the_call_lives_on()
    {
        using var call = new LoopbackCall();
        call.Connect();
        call.Clock.Advance(TimeSpan.FromSeconds(1));
        long before = call.Session.Statistics.PacketsReceived;
        for (int i = 0; i < 1000; i++)
        {
            call.SendFrame(Frame, i * 960L);
            call.Loop.RunOnce();
        }

        Assert.That(call.Session.Statistics.PacketsReceived - before, Is.EqualTo(PacketsPerSecond).Within(5));
        Assert.That(call.Session.Statistics.DatagramsDropped, Is.GreaterThanOrEqualTo(1000 - PacketsPerSecond - 5));
        for (int i = 0; i < 100; i++)
        {
            call.Clock.Advance(TimeSpan.FromMilliseconds(20));
            call.ExchangeControl();
            call.Loop.RunOnce();
        }

        long flooded = call.Session.Statistics.PacketsReceived;
        call.SendFrame(Frame, 1_000_000);
        call.Loop.RunOnce();
        Assert.That(call.Session.Statistics.PacketsReceived, Is.EqualTo(flooded + 1));
        Assert.That(call.Session.Statistics.State, Is.EqualTo("connected"));
    }

    [Test]
    public void A_caller_who_checks_from_many_ports_gets_eight_addresses_and_keeps_its_call()
    {
        using var call = new LoopbackCall();
        call.Connect();
        byte[] check = call.LastCheck;
        Socket[] ports = [.. Enumerable.Range(0, 30).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))];
        foreach (Socket port in ports)
        {
            port.SendTo(check, call.Server);
            call.Clock.Advance(TimeSpan.FromMilliseconds(20));
            call.Loop.RunOnce();
        }

        Assert.That(call.Session.Tuples.Count(), Is.InRange(2, 8));
        Assert.That(call.Session.TuplesInTable, Is.EquivalentTo(call.Session.Tuples), "the table forgets what the peer has forgotten");
        call.ExchangeControl();
        call.Loop.RunOnce();
        Assert.That(call.Observer.CloseReason, Is.Null);
        foreach (Socket port in ports)
        {
            port.Dispose();
        }
    }

    [Test]
    public void Datagrams_of_nobody_are_counted_and_dropped()
    {
        using var call = new LoopbackCall();
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        foreach (byte first in (byte[])[0, 22, 128, 255])
        {
            stranger.SendTo([first, .. new byte[40]], call.Server);
            call.Loop.RunOnce();
        }

        stranger.SendTo(new byte[2000], call.Server);
        call.Loop.RunOnce();
        Assert.That(call.Loop.DatagramsUnrouted, Is.EqualTo(4));
        call.Connect();
    }

    [Test]
    public void A_session_that_is_over_leaves_the_loop_and_its_routes_with_it()
    {
        using var call = new LoopbackCall();
        call.Connect();
        Assert.That(call.Loop.PeerCount, Is.EqualTo(1));
        call.Session.CloseNow(call.Now);
        Assert.That(call.Loop.PeerCount, Is.Zero);
        Assert.That(call.Observer.CloseReason, Is.EqualTo(PeerCloseReason.ClosedHere));
        long unrouted = call.Loop.DatagramsUnrouted;
        call.SendFrame(Frame, 0);
        call.Loop.RunOnce();
        Assert.That(call.Loop.DatagramsUnrouted, Is.EqualTo(unrouted + 1));
    }

    [Test]
    public void A_client_that_falls_silent_is_given_up()
    {
        using var call = new LoopbackCall();
        call.Connect();
        for (int i = 0; i < 35 && call.Observer.CloseReason is null; i++)
        {
            call.Clock.Advance(TimeSpan.FromSeconds(1));
            call.Loop.RunOnce();
        }

        Assert.That(call.Observer.CloseReason, Is.EqualTo(PeerCloseReason.TimedOut));
        Assert.That(call.Loop.PeerCount, Is.Zero);
    }
}
