using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Tests.Sctp;

public class AcknowledgementTests
{
    private static Tsn T(int offset) => ScriptedPeer.InitialTsn + offset;

    [Test]
    public void The_first_packet_is_acknowledged_after_200_ms()
    {
        var peer = new ScriptedPeer();
        Assert.That(peer.SendChunks(ScriptedPeer.Data(T(0), 0, 0, [1])), Is.Empty);
        Assert.That(peer.Pass(TimeSpan.FromMilliseconds(199)), Is.Empty);
        SackChunk sack = peer.Pass(TimeSpan.FromMilliseconds(1)).Single().AsSack();
        Assert.That(sack.CumulativeTsn, Is.EqualTo(T(0)));
        Assert.That(sack.BlockCount, Is.Zero);
    }

    [Test]
    public void The_second_packet_is_acknowledged_at_once()
    {
        var peer = new ScriptedPeer();
        peer.SendChunks(ScriptedPeer.Data(T(0), 0, 0, [1]));
        Assert.That(peer.SendChunks(ScriptedPeer.Data(T(1), 0, 1, [1])).Single().AsSack().CumulativeTsn, Is.EqualTo(T(1)));
        Assert.That(peer.Pass(TimeSpan.FromSeconds(1)), Is.Empty, "nothing is left to acknowledge");
    }

    [Test]
    public void A_gap_is_reported_at_once_and_so_is_its_end()
    {
        var peer = new ScriptedPeer();
        SackChunk sack = peer.SendChunks(ScriptedPeer.Data(T(2), 0, 2, [1])).Single().AsSack();
        Assert.That(sack.CumulativeTsn, Is.EqualTo(T(-1)));
        Assert.That(sack.Block(0), Is.EqualTo((3, 3)));
        sack = peer.SendChunks(ScriptedPeer.Data(T(4), 0, 4, [1])).Single().AsSack();
        Assert.That((sack.BlockCount, sack.Block(1)), Is.EqualTo((2, (5, 5))));
        sack = peer.SendChunks(ScriptedPeer.Data(T(3), 0, 3, [1])).Single().AsSack();
        Assert.That((sack.BlockCount, sack.Block(0)), Is.EqualTo((1, (3, 5))));
        sack = peer.SendChunks(ScriptedPeer.Data(T(0), 0, 0, [1])).Single().AsSack();
        Assert.That((sack.CumulativeTsn, sack.Block(0)), Is.EqualTo((T(0), (2, 4))));
        sack = peer.SendChunks(ScriptedPeer.Data(T(1), 0, 1, [1])).Single().AsSack();
        Assert.That((sack.CumulativeTsn, sack.BlockCount), Is.EqualTo((T(4), 0)));
        Assert.That(peer.Messages, Has.Count.EqualTo(5));
    }

    [Test]
    public void A_duplicate_is_reported_at_once_and_not_delivered()
    {
        var peer = new ScriptedPeer();
        peer.SendChunks(ScriptedPeer.Data(T(0), 0, 0, [1]));
        SackChunk sack = peer.SendChunks(ScriptedPeer.Data(T(0), 0, 0, [1])).Single().AsSack();
        Assert.That((sack.CumulativeTsn, sack.DuplicateCount), Is.EqualTo((T(0), 1)));
        Assert.That(peer.Messages, Has.Count.EqualTo(1));
    }

    [Test]
    public void The_immediate_bit_of_RFC_7053_is_honoured()
    {
        var peer = new ScriptedPeer();
        Assert.That(peer.SendChunks(ScriptedPeer.Data(T(0), 0, 0, [1], flags: 0x0B)).Single().Type, Is.EqualTo(ChunkType.Sack));
    }

    [Test]
    public void A_waiting_SACK_travels_with_DATA()
    {
        var peer = new ScriptedPeer();
        peer.SendChunks(ScriptedPeer.Data(T(0), 0, 0, [1]));
        peer.Send(0, [2]);
        List<SentChunk> sent = peer.Drain();
        Assert.That(sent.Select(chunk => chunk.Type), Is.EqualTo(new[] { ChunkType.Sack, ChunkType.Data }));
        Assert.That(sent[0].PacketId, Is.EqualTo(sent[1].PacketId));
        Assert.That(peer.Pass(TimeSpan.FromMilliseconds(300)), Is.Empty);
    }

    [Test]
    public void More_islands_than_are_tracked_are_not_acknowledged()
    {
        var peer = new ScriptedPeer();
        SackChunk sack = default;
        for (int i = 0; i < 400; i++)
        {
            sack = peer.SendChunks(ScriptedPeer.Data(T(1 + (2 * i)), 0, 0, [1], flags: 0x07)).Single().AsSack();
        }

        Assert.That(sack.BlockCount, Is.EqualTo(DataTracker.MaxGapBlocks));
        Assert.That(sack.Block(255), Is.EqualTo((512, 512)));
        Assert.That(peer.Messages, Has.Count.EqualTo(DataTracker.MaxGapBlocks), "what is not acknowledged is not delivered");
    }

    [Test]
    public void DATA_too_far_ahead_to_be_reported_is_not_taken()
    {
        var peer = new ScriptedPeer();
        SackChunk sack = peer.SendChunks(ScriptedPeer.Data(T(65535), 0, 0, [1], flags: 0x07)).Single().AsSack();
        Assert.That(sack.BlockCount, Is.Zero);
        Assert.That(peer.Messages, Is.Empty);
        sack = peer.SendChunks(ScriptedPeer.Data(T(65534), 0, 0, [1], flags: 0x07)).Single().AsSack();
        Assert.That(sack.Block(0), Is.EqualTo((65535, 65535)));
    }

    [Test]
    public void DATA_on_a_stream_that_does_not_exist_is_acknowledged_reported_and_dropped()
    {
        var peer = new ScriptedPeer();
        List<SentChunk> answer = peer.SendChunks(ScriptedPeer.Data(T(0), 1024, 0, [1]));
        Assert.That(ErrorChunk.FirstCause(answer.Single(chunk => chunk.Type == ChunkType.Error).AsChunk()), Is.EqualTo(ErrorCause.InvalidStreamIdentifier));
        Assert.That(peer.SendChunks(ScriptedPeer.Data(T(1), 0, 0, [1])).Single().AsSack().CumulativeTsn, Is.EqualTo(T(1)));
        Assert.That(peer.Messages, Has.Count.EqualTo(1));
    }

    [Test]
    public void DATA_without_user_data_is_aborted()
    {
        var peer = new ScriptedPeer();
        List<SentChunk> answer = peer.SendChunks(ScriptedPeer.Data(T(0), 0, 0, []));
        Assert.That(answer.Single().Type, Is.EqualTo(ChunkType.Abort));
        Assert.That(ErrorChunk.FirstCause(answer[0].AsChunk()), Is.EqualTo(ErrorCause.NoUserData));
        Assert.That(peer.Events[^1].CloseReason, Is.EqualTo(SctpCloseReason.ProtocolViolation));
    }

    [Test]
    public void Unknown_chunks_are_treated_by_their_highest_bits()
    {
        byte[] data = ScriptedPeer.Data(T(0), 0, 0, [1]);
        foreach ((byte type, bool isReported, bool isPassed) in new[]
        {
            ((byte)0x3F, false, false), ((byte)0x7F, true, false), ((byte)0xBF, false, true), ((byte)0xFF, true, true),
        })
        {
            var peer = new ScriptedPeer();
            List<SentChunk> answer = peer.SendChunks(ScriptedPeer.Raw((ChunkType)type, 0, [1, 2, 3, 4]), data);
            Assert.That(answer.Any(chunk => chunk.Type == ChunkType.Error), Is.EqualTo(isReported), $"type {type:X}");
            Assert.That(peer.Messages, Has.Count.EqualTo(isPassed ? 1 : 0), $"type {type:X}");
        }
    }

    [Test]
    public void A_HEARTBEAT_comes_back_as_it_was()
    {
        var peer = new ScriptedPeer();
        byte[] information = [0, 1, 0, 9, 1, 2, 3, 4, 5, 0, 0, 0];
        SentChunk answer = peer.SendChunks(ScriptedPeer.Raw(ChunkType.Heartbeat, 0, information)).Single();
        Assert.That(answer.Type, Is.EqualTo(ChunkType.HeartbeatAck));
        Assert.That(answer.Value.ToArray(), Is.EqualTo(information));
    }

    [Test]
    public void A_HEARTBEAT_ACK_that_we_did_not_ask_for_measures_nothing()
    {
        var peer = new ScriptedPeer();
        SentChunk heartbeat = peer.Pass(TimeSpan.FromSeconds(30)).Single();
        Assert.That(heartbeat.Type, Is.EqualTo(ChunkType.Heartbeat));
        byte[] forged = heartbeat.Value.ToArray();
        forged[^1] ^= 1;
        peer.SendChunks(ScriptedPeer.Raw(ChunkType.HeartbeatAck, 0, forged));
        Assert.That(peer.Association.Statistics.SmoothedRoundTrip, Is.EqualTo(TimeSpan.Zero));
        peer.Now += TimeSpan.FromMilliseconds(70);
        peer.SendChunks(ScriptedPeer.Raw(ChunkType.HeartbeatAck, 0, heartbeat.Value));
        Assert.That(peer.Association.Statistics.SmoothedRoundTrip, Is.EqualTo(TimeSpan.FromMilliseconds(70)));
    }
}
