using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Tests.Sctp;

public class PartialReliabilityTests
{
    private static readonly SendOptions Once = new(MaxRetransmits: 0);

    [Test]
    public void A_lost_message_without_retransmissions_is_skipped_by_FORWARD_TSN()
    {
        var peer = new ScriptedPeer();
        peer.Send(6, new byte[10], Once);
        peer.Drain();
        List<SentChunk> sent = peer.Pass(TimeSpan.FromMilliseconds(500));

        Assert.That(sent.Single().Type, Is.EqualTo(ChunkType.ForwardTsn));
        Assert.That(ForwardTsnChunk.TryRead(sent[0].AsChunk(), out ForwardTsnChunk forward), Is.True);
        Assert.That(forward.NewCumulativeTsn, Is.EqualTo(peer.TheirInitialTsn));
        Assert.That(forward.Skip(0), Is.EqualTo(new SkippedStream(6, new Ssn(0))));
        Assert.That(peer.Association.BufferedAmount(6), Is.Zero);
        Assert.That(peer.Association.Statistics.MessagesAbandoned, Is.EqualTo(1));
    }

    [Test]
    public void FORWARD_TSN_is_repeated_until_it_is_acknowledged()
    {
        var peer = new ScriptedPeer();
        peer.Send(6, new byte[10], Once);
        peer.Drain();
        Assert.That(peer.Pass(TimeSpan.FromSeconds(4)).Count(chunk => chunk.Type == ChunkType.ForwardTsn), Is.EqualTo(3), "at 0.5, 1.5 and 3.5 s");
        peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn, 100_000));
        Assert.That(peer.Pass(TimeSpan.FromSeconds(10)), Is.Empty);
    }

    [Test]
    public void A_message_is_sent_as_often_as_it_was_allowed()
    {
        var peer = new ScriptedPeer();
        peer.Send(6, new byte[10], new SendOptions(MaxRetransmits: 2));
        List<SentChunk> sent = [.. peer.Drain(), .. peer.Pass(TimeSpan.FromSeconds(10))];
        Assert.That(sent.Count(chunk => chunk.Type == ChunkType.Data), Is.EqualTo(3));
    }

    [Test]
    public void A_message_that_expires_before_it_is_sent_leaves_no_trace()
    {
        var peer = new ScriptedPeer(window: 0);
        peer.Send(0, new byte[10]);
        peer.Drain();
        peer.Send(1, new byte[10], new SendOptions(Lifetime: TimeSpan.FromMilliseconds(100)));
        peer.Send(1, new byte[20]);
        peer.Now += TimeSpan.FromMilliseconds(100);
        List<SentChunk> sent = peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn, 100_000));

        DataChunk data = sent.Single().AsData();
        Assert.That((data.Tsn, data.Ssn, data.Payload.Length), Is.EqualTo((peer.TheirInitialTsn.Next, new Ssn(0), 20)));
    }

    [Test]
    public void A_message_that_expires_on_its_way_is_sent_no_more()
    {
        var peer = new ScriptedPeer();
        peer.Send(1, new byte[10], new SendOptions(Lifetime: TimeSpan.FromMilliseconds(700)));
        peer.Drain();
        Assert.That(peer.Pass(TimeSpan.FromMilliseconds(500)).Single().Type, Is.EqualTo(ChunkType.Data));
        Assert.That(peer.Pass(TimeSpan.FromMilliseconds(1000)).Single().Type, Is.EqualTo(ChunkType.ForwardTsn));
    }

    [Test]
    public void A_message_that_expires_half_sent_is_skipped_even_if_what_was_sent_arrived()
    {
        var peer = new ScriptedPeer(window: 2400);
        peer.Send(1, new byte[5000], new SendOptions(Lifetime: TimeSpan.FromMilliseconds(100)));
        Assert.That(peer.Drain(), Has.Count.EqualTo(2));
        peer.Now += TimeSpan.FromMilliseconds(100);
        List<SentChunk> sent = peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn + 1, 100_000));

        Assert.That(ForwardTsnChunk.TryRead(sent.Single().AsChunk(), out ForwardTsnChunk forward), Is.True);
        Assert.That(forward.NewCumulativeTsn, Is.EqualTo(peer.TheirInitialTsn + 2), "the place holder of what was never sent");
        Assert.That(forward.Skip(0), Is.EqualTo(new SkippedStream(1, new Ssn(0))));
        Assert.That(
            peer.Pass(TimeSpan.FromSeconds(4)).Select(chunk => chunk.Type), Is.Not.Empty.And.All.EqualTo(ChunkType.ForwardTsn), "until acknowledged");
        peer.Send(1, new byte[10]);
        DataChunk next = peer.Drain().Single(chunk => chunk.Type == ChunkType.Data).AsData();
        Assert.That((next.Tsn, next.Ssn), Is.EqualTo((peer.TheirInitialTsn + 3, new Ssn(1))));
    }

    [Test]
    public void One_FORWARD_TSN_names_the_last_message_of_each_ordered_stream()
    {
        var peer = new ScriptedPeer();
        peer.Send(1, new byte[10], Once);
        peer.Send(2, new byte[10], Once);
        peer.Send(1, new byte[10], Once);
        peer.Send(3, new byte[10], Once with { IsUnordered = true });
        peer.Drain();
        SentChunk sent = peer.Pass(TimeSpan.FromMilliseconds(500)).Single();
        Assert.That(ForwardTsnChunk.TryRead(sent.AsChunk(), out ForwardTsnChunk forward), Is.True);
        Assert.That(forward.NewCumulativeTsn, Is.EqualTo(peer.TheirInitialTsn + 3));
        Assert.That(forward.SkipCount, Is.EqualTo(2));
        Assert.That(forward.Skip(0), Is.EqualTo(new SkippedStream(1, new Ssn(1))));
        Assert.That(forward.Skip(1), Is.EqualTo(new SkippedStream(2, new Ssn(0))));
    }

    [Test]
    public void FORWARD_TSN_does_not_pass_what_is_reliable()
    {
        var peer = new ScriptedPeer();
        peer.Send(1, new byte[10], Once);
        peer.Send(2, new byte[10]);
        peer.Send(1, new byte[10], Once);
        peer.Drain();
        List<SentChunk> sent = peer.Pass(TimeSpan.FromMilliseconds(500));
        Assert.That(ForwardTsnChunk.TryRead(sent.Single(chunk => chunk.Type == ChunkType.ForwardTsn).AsChunk(), out ForwardTsnChunk forward), Is.True);
        Assert.That(forward.NewCumulativeTsn, Is.EqualTo(peer.TheirInitialTsn));
        Assert.That(sent.Single(chunk => chunk.Type == ChunkType.Data).DataTsn, Is.EqualTo(peer.TheirInitialTsn + 1));
    }

    [Test]
    public void A_peer_without_FORWARD_TSN_gets_everything()
    {
        var peer = new ScriptedPeer(forwardTsn: false);
        peer.Send(6, new byte[10], Once);
        peer.Drain();
        Assert.That(peer.Pass(TimeSpan.FromSeconds(4)).Select(chunk => chunk.Type), Is.All.EqualTo(ChunkType.Data));
    }

    [Test]
    public void A_received_FORWARD_TSN_lets_the_messages_behind_it_go()
    {
        var peer = new ScriptedPeer();
        Tsn t0 = ScriptedPeer.InitialTsn;
        peer.SendChunks(ScriptedPeer.Data(t0, 1, 0, [1], 0x02), ScriptedPeer.Data(t0 + 2, 1, 1, [3]), ScriptedPeer.Data(t0 + 4, 1, 3, [5]));
        Assert.That(peer.Messages, Is.Empty);
        SackChunk sack = peer.SendChunks(ScriptedPeer.ForwardTsn(t0 + 1, new SkippedStream(1, new Ssn(0)))).Single().AsSack();

        Assert.That(sack.CumulativeTsn, Is.EqualTo(t0 + 2));
        Assert.That(peer.Messages, Is.EqualTo(new[] { new byte[] { 3 } }));
        peer.SendChunks(ScriptedPeer.ForwardTsn(t0 + 3, new SkippedStream(1, new Ssn(2))));
        Assert.That(peer.Messages, Is.EqualTo(new[] { new byte[] { 3 }, new byte[] { 5 } }));
    }

    [Test]
    public void A_received_FORWARD_TSN_drops_unordered_fragments()
    {
        var peer = new ScriptedPeer();
        Tsn t0 = ScriptedPeer.InitialTsn;
        peer.SendChunks(ScriptedPeer.Data(t0, 1, 0, new byte[1000], 0x06));
        peer.SendChunks(ScriptedPeer.ForwardTsn(t0 + 1));
        SackChunk sack = peer.SendChunks(
            ScriptedPeer.Data(t0 + 2, 1, 0, [1], 0x07), ScriptedPeer.Data(t0 + 2, 1, 0, [1], 0x07)).Single().AsSack();
        Assert.That(sack.ReceiverWindow, Is.EqualTo(256 * 1024));
        Assert.That(peer.Messages, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_FORWARD_TSN_that_lies_behind_is_answered_with_a_SACK_alone()
    {
        var peer = new ScriptedPeer();
        Tsn t0 = ScriptedPeer.InitialTsn;
        peer.SendChunks(ScriptedPeer.Data(t0, 1, 0, [1]), ScriptedPeer.Data(t0 + 1, 1, 1, [1]));
        SackChunk sack = peer.SendChunks(ScriptedPeer.ForwardTsn(t0, new SkippedStream(1, new Ssn(9)))).Single().AsSack();
        Assert.That(sack.CumulativeTsn, Is.EqualTo(t0 + 1));
        peer.SendChunks(ScriptedPeer.Data(t0 + 2, 1, 2, [1]));
        Assert.That(peer.Messages, Has.Count.EqualTo(3), "the skip in it did not count");
    }

    [Test]
    public void A_FORWARD_TSN_far_ahead_harms_no_one_but_its_sender()
    {
        var peer = new ScriptedPeer();
        Tsn far = ScriptedPeer.InitialTsn + (int.MaxValue - 5);
        peer.SendChunks(ScriptedPeer.Data(ScriptedPeer.InitialTsn + 3, 1, 3, [1]));
        SackChunk sack = peer.SendChunks(ScriptedPeer.ForwardTsn(far, new SkippedStream(1, new Ssn(30_000)))).Single().AsSack();
        Assert.That((sack.CumulativeTsn, sack.BlockCount), Is.EqualTo((far, 0)));
        peer.SendChunks(ScriptedPeer.Data(far.Next, 1, 30_001, [2]));
        Assert.That(peer.Messages[^1], Is.EqualTo(new byte[] { 2 }));
    }

    [TestCase(51, false)]
    [TestCase(52, false)]
    [TestCase(53, true)]
    public void Messages_without_retransmissions_drop_and_move_on(int seed, bool isUnordered)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        AssociationPair pair = AssociationPair.Connected(NetworkConditions.Lossy(0.2, seed));
        for (int i = 0; i < 300; i++)
        {
            pair.Send(pair.Client, 1, [(byte)(i >> 8), (byte)i, .. new byte[i * 10]], new SendOptions(isUnordered, MaxRetransmits: 0));
            pair.RunFor(0.02);
        }

        pair.RunFor(20);
        List<int> numbers = [.. pair.Server.Messages.Select(message => (message.Payload[0] << 8) | message.Payload[1])];
        Assert.That(numbers, Is.Unique);
        Assert.That(numbers, Has.Count.InRange(120, 299));
        if (!isUnordered)
        {
            Assert.That(numbers, Is.Ordered);
        }

        // All that was given up is forgotten, and reliable messages go on.
        pair.Send(pair.Client, 1, [1, 2, 3]);
        Assert.That(pair.RunUntil(() => pair.Server.Messages[^1].Payload.Length == 3), Is.True);
        pair.RunFor(10);
        Assert.That(pair.Client.Association.Statistics.BytesInFlight, Is.Zero);
        Assert.That(pair.Client.Association.BufferedAmount(1), Is.Zero);
    }

    [Test]
    public void Messages_with_a_lifetime_drop_and_move_on()
    {
        AssociationPair pair = AssociationPair.Connected(NetworkConditions.Lossy(0.3, 61));
        for (int i = 0; i < 300; i++)
        {
            pair.Send(pair.Client, 1, [(byte)(i >> 8), (byte)i, .. new byte[i * 10]], new SendOptions(Lifetime: TimeSpan.FromMilliseconds(150)));
            pair.RunFor(0.02);
        }

        pair.RunFor(20);
        List<int> numbers = [.. pair.Server.Messages.Select(message => (message.Payload[0] << 8) | message.Payload[1])];
        Assert.That(numbers, Is.Unique.And.Ordered);
        Assert.That(numbers, Has.Count.InRange(50, 299));
        Assert.That(pair.Client.Association.Statistics.BytesInFlight, Is.Zero);
        Assert.That(pair.Client.Association.BufferedAmount(1), Is.Zero);
    }
}
