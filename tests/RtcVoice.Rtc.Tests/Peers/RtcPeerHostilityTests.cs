using RtcVoice.TestKit.Peers;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Peers;

/// <summary>What strangers and forgers can do to a peer.</summary>
public sealed class RtcPeerHostilityTests
{
    private static readonly TransportTuple Stranger =
        TransportTuple.From(TransportProtocol.Udp, System.Net.IPEndPoint.Parse("203.0.113.66:6666"));

    [Test]
    public void Short_forged_DTLS_records_leave_a_live_call_alive([Values(20, 21, 23)] int type)
    {
        using var pair = new PeerPair();
        pair.Connect();
        for (int length = 0; length < 24; length++)
        {
            byte[] record = [(byte)type, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 99, 0, (byte)length, .. new byte[length]];
            pair.SendToServer(record);
            pair.Run(TimeSpan.FromMilliseconds(5));
        }

        AssertAlive(pair);
    }

    [Test]
    public void Noise_of_every_kind_leaves_a_live_call_alive([Values(1, 2, 3)] int seed)
    {
        using var pair = new PeerPair();
        pair.Connect();
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++)
        {
            byte[] noise = new byte[random.Next(0, 400)];
            random.NextBytes(noise);
            pair.SendToServer(noise, i % 2 == 0 ? null : Stranger);
        }

        pair.Run(TimeSpan.FromMilliseconds(100));
        AssertAlive(pair);
    }

    [Test]
    public void Before_anyone_is_authenticated_nothing_is_sent()
    {
        using var pair = new PeerPair();
        pair.Server.Peer.Answer(pair.Client.Peer.CreateOffer(), pair.Now);
        var random = new Random(7);
        for (int i = 0; i < 5_000; i++)
        {
            byte[] noise = new byte[random.Next(20, 200)];
            random.NextBytes(noise);
            noise[0] = (byte)(i % 3 == 0 ? 0 : i % 3 == 1 ? 22 : 128);
            pair.SendToServer(noise, Stranger);
        }

        pair.Run(TimeSpan.FromSeconds(1));
        Assert.That(pair.Server.BytesIn, Is.GreaterThan(100_000));
        Assert.That(pair.Server.BytesOut, Is.Zero);
        Assert.That(pair.Server.Peer.DatagramsDropped, Is.EqualTo(5_000));
    }

    [Test]
    public void A_replayed_packet_is_told_once()
    {
        using var pair = new PeerPair();
        pair.Connect();
        byte[] packet = new byte[200];
        int length = pair.Client.Peer.Sender!.Protect([1, 2, 3], 0, packet);
        for (int i = 0; i < 5; i++)
        {
            pair.SendToServer(packet.AsSpan(0, length));
        }

        pair.Run(TimeSpan.FromMilliseconds(5));
        Assert.That(pair.Server.Frames, Has.Count.EqualTo(1));
    }

    [Test]
    public void Media_from_an_address_that_never_authenticated_is_dropped()
    {
        using var pair = new PeerPair();
        pair.Connect();
        byte[] packet = new byte[200];
        int length = pair.Client.Peer.Sender!.Protect([1, 2, 3], 0, packet);
        pair.SendToServer(packet.AsSpan(0, length), Stranger);
        pair.Run(TimeSpan.FromMilliseconds(5));
        Assert.That(pair.Server.Frames, Is.Empty);
    }

    [Test]
    public void Media_from_an_address_that_was_given_up_is_dropped()
    {
        using var pair = new PeerPair();
        pair.Connect();
        pair.SendFrameFromClient([1, 2, 3], 0);
        pair.Run(TimeSpan.FromMilliseconds(5));
        Assert.That(pair.Server.Frames, Has.Count.EqualTo(1));
        pair.Server.Peer.RemoveTuple(pair.ClientAddress, pair.Now);
        pair.SendFrameFromClient([1, 2, 3], 960);
        pair.Run(TimeSpan.FromMilliseconds(5));
        Assert.That(pair.Server.Frames, Has.Count.EqualTo(1));
    }

    private static void AssertAlive(PeerPair pair)
    {
        int before = pair.Server.Frames.Count;
        pair.SendFrameFromClient([1, 2, 3], 0);
        int channel = pair.Client.Peer.OpenChannel("still here", isReliable: true, pair.Now)!.Value;
        pair.RunUntil(() => pair.Server.Channels.ContainsKey("still here"), TimeSpan.FromSeconds(5));
        Assert.That(pair.Server.Channels["still here"], Is.EqualTo(channel));
        Assert.That(pair.Server.Frames, Has.Count.EqualTo(before + 1));
        Assert.That(pair.Server.Peer.State, Is.EqualTo(PeerState.Connected));
    }
}
