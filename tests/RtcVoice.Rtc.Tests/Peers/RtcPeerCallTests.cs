using System.Text;
using RtcVoice.TestKit.Network;
using RtcVoice.TestKit.Peers;

namespace RtcVoice.Rtc.Tests.Peers;

/// <summary>Whole calls between two peers on a virtual clock.</summary>
public sealed class RtcPeerCallTests
{
    private static readonly byte[] Frame = [0xFC, 1, 2, 3, 4, 5, 6, 7];

    [TestCase((ushort)7, "SRTP_AEAD_AES_128_GCM")]
    [TestCase((ushort)1, "SRTP_AES128_CM_HMAC_SHA1_80")]
    public void Frames_flow_both_ways_with_either_profile(ushort profile, string name)
    {
        using var pair = new PeerPair(clientProfiles: [profile]);
        pair.Connect();
        for (int i = 0; i < 100; i++)
        {
            pair.SendFrameFromClient(Frame, i * 960L);
            pair.SendFrameFromServer(Frame, i * 960L);
            pair.Run(TimeSpan.FromMilliseconds(20));
        }

        Assert.That(pair.Server.Peer.SrtpProfileName, Is.EqualTo(name));
        foreach (PeerUnderTest peer in new[] { pair.Server, pair.Client })
        {
            Assert.That(peer.Frames, Has.Count.EqualTo(100));
            Assert.That(peer.Frames.Select(f => f.Payload), Is.All.EqualTo(Frame));
            Assert.That(peer.Frames.Zip(peer.Frames.Skip(1), (a, b) => (b.Sequence - a.Sequence, b.Timestamp - a.Timestamp)), Is.All.EqualTo((1L, 960L)));
        }
    }

    [Test]
    public void Messages_flow_both_ways_over_a_channel_that_the_client_opened()
    {
        using var pair = new PeerPair();
        pair.Connect();
        int channel = pair.Client.Peer.OpenChannel("oai-events", isReliable: true, pair.Now)!.Value;
        pair.RunUntil(() => pair.Server.Channels.ContainsKey("oai-events") && pair.Client.Channels.ContainsKey("oai-events"), TimeSpan.FromSeconds(5));
        Assert.That(pair.Client.Peer.Send(channel, "from the client"u8, isText: true, pair.Now));
        Assert.That(pair.Server.Peer.Send(pair.Server.Channels["oai-events"], "from the server"u8, isText: true, pair.Now));
        pair.Run(TimeSpan.FromSeconds(1));
        Assert.That(pair.Server.Messages, Is.EqualTo(new[] { (channel, "from the client") }));
        Assert.That(pair.Client.Messages, Is.EqualTo(new[] { (channel, "from the server") }));
    }

    [Test]
    public void On_a_bad_network_the_call_stays_up_and_a_reliable_channel_loses_nothing([Values(1, 2, 3, 4, 5)] int seed)
    {
        var bad = new NetworkConditions { Loss = 0.05, Delay = TimeSpan.FromMilliseconds(30), Jitter = TimeSpan.FromMilliseconds(40), Reordering = 0.05 };
        using var pair = new PeerPair(seed, bad);
        pair.Connect();
        int channel = pair.Client.Peer.OpenChannel("oai-events", isReliable: true, pair.Now)!.Value;
        pair.RunUntil(() => pair.Server.Channels.Count == 1 && pair.Client.Channels.Count == 1, TimeSpan.FromSeconds(20));
        for (int i = 0; i < 500; i++)
        {
            pair.Client.Peer.Send(channel, Encoding.UTF8.GetBytes($"message {i}"), isText: true, pair.Now);
            pair.SendFrameFromClient(Frame, i * 960L);
            pair.Run(TimeSpan.FromMilliseconds(20));
        }

        pair.Run(TimeSpan.FromSeconds(20));
        Assert.That(pair.Server.Messages.Select(m => m.Text), Is.EqualTo(Enumerable.Range(0, 500).Select(i => $"message {i}")));
        Assert.That(pair.Server.Frames, Has.Count.InRange(440, 500));
        Assert.That(pair.Server.Peer.State, Is.EqualTo(PeerState.Connected));
    }

    [Test]
    public void The_server_tells_the_client_of_its_close_and_the_other_way_round([Values] bool serverCloses)
    {
        using var pair = new PeerPair();
        pair.Connect();
        (serverCloses ? pair.Server : pair.Client).Peer.Close(pair.Now);
        pair.Run(TimeSpan.FromSeconds(1));
        Assert.That((serverCloses ? pair.Server : pair.Client).CloseReason, Is.EqualTo(CloseReason.ClosedHere));
        Assert.That((serverCloses ? pair.Client : pair.Server).CloseReason, Is.EqualTo(CloseReason.ClosedByPeer));
    }

    [Test]
    public void A_peer_that_nobody_comes_to_expires()
    {
        using var pair = new PeerPair();
        pair.Server.Peer.Answer(pair.Client.Peer.CreateOffer(), pair.Now);
        pair.Run(TimeSpan.FromSeconds(31));
        Assert.That(pair.Server.CloseReason, Is.EqualTo(CloseReason.NeverConnected));
    }

    [Test]
    public void A_client_that_falls_silent_is_given_up_after_thirty_seconds()
    {
        using var pair = new PeerPair();
        pair.Connect();
        pair.SendFrameFromClient(Frame, 0);
        pair.Run(TimeSpan.FromMilliseconds(20));
        Assert.That(pair.Server.Frames, Has.Count.EqualTo(1));
        pair.IsClientGone = true;
        pair.Run(TimeSpan.FromSeconds(25));
        Assert.That(pair.Server.Peer.State, Is.EqualTo(PeerState.Disconnected));
        pair.Run(TimeSpan.FromSeconds(10));
        Assert.That(pair.Server.CloseReason, Is.EqualTo(CloseReason.TimedOut));
    }

    [Test]
    public void An_ICE_restart_keeps_the_call_and_its_keys()
    {
        using var pair = new PeerPair();
        pair.Connect();
        pair.SendFrameFromClient(Frame, 0);
        pair.Run(TimeSpan.FromMilliseconds(20));
        IReadOnlyList<string> before = pair.Server.Peer.Ufrags;
        pair.Negotiate(restartsIce: true);
        Assert.That(pair.Server.Peer.Ufrags, Has.Count.EqualTo(2), "both are answered while the restart is under way");
        Assert.That(pair.Server.Peer.Ufrags, Is.SupersetOf(before));
        pair.Run(TimeSpan.FromSeconds(2));
        Assert.That(pair.Server.Peer.Ufrags, Has.Count.EqualTo(1));
        pair.SendFrameFromClient(Frame, 960);
        pair.Run(TimeSpan.FromMilliseconds(20));
        Assert.That(pair.Server.Frames, Has.Count.EqualTo(2));
        Assert.That(pair.Server.Frames[1].Sequence - pair.Server.Frames[0].Sequence, Is.EqualTo(1));
    }

    [Test]
    public void A_re_offer_without_a_restart_keeps_the_call()
    {
        using var pair = new PeerPair();
        pair.Connect();
        IReadOnlyList<string> before = pair.Server.Peer.Ufrags;
        pair.Negotiate();
        pair.SendFrameFromServer(Frame, 0);
        pair.Run(TimeSpan.FromSeconds(1));
        Assert.That(pair.Server.Peer.Ufrags, Is.EqualTo(before));
        Assert.That(pair.Client.Frames, Has.Count.EqualTo(1));
    }

    [Test]
    public void Media_follows_a_client_that_moves_to_another_address()
    {
        using var pair = new PeerPair();
        pair.Connect();
        pair.ClientAddress = TransportTuple.From(TransportProtocol.Udp, System.Net.IPEndPoint.Parse("198.51.100.7:40000"));
        pair.Run(TimeSpan.FromSeconds(5));
        Assert.That(pair.Server.Peer.SelectedTuple, Is.EqualTo(pair.ClientAddress));
    }
}
