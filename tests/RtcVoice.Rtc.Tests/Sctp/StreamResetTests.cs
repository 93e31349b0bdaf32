using System.Buffers.Binary;
using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Tests.Sctp;

public class StreamResetTests
{
    private static Tsn FirstRequest => ScriptedPeer.InitialTsn;

    [Test]
    public void A_reset_waits_until_what_was_sent_is_acknowledged()
    {
        var peer = new ScriptedPeer();
        peer.Send(2, [1]);
        Assert.That(peer.Association.TryResetStream(2, peer.Now), Is.True);
        Assert.That(peer.Drain().Single().Type, Is.EqualTo(ChunkType.Data));
        SentChunk request = peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn, 100_000)).Single();
        Assert.That(Request(request), Is.EqualTo((peer.TheirInitialTsn, peer.TheirInitialTsn, (ushort)2)), "number, last TSN, stream");
        Assert.That(peer.Send(2, [2]), Is.EqualTo(SendResult.NotOpen));
    }

    [Test]
    public void A_stream_begins_anew_after_its_reset()
    {
        var peer = new ScriptedPeer();
        peer.Send(2, [1]);
        peer.Drain();
        peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn, 100_000));
        peer.Association.TryResetStream(2, peer.Now);
        Tsn number = Request(peer.Drain().Single()).Number;
        peer.SendChunks(new ReConfigResponse(number, ResetResult.Performed).ToChunk());

        Assert.That(peer.Events[^1].Kind, Is.EqualTo(SctpEventKind.OutgoingStreamReset));
        Assert.That(peer.Send(2, [2]), Is.EqualTo(SendResult.Queued));
        Assert.That(peer.Drain().Single().AsData().Ssn, Is.EqualTo(new Ssn(0)));
    }

    [Test]
    public void A_lost_request_is_repeated_as_it_was()
    {
        var peer = new ScriptedPeer();
        peer.Association.TryResetStream(2, peer.Now);
        byte[] first = peer.Drain().Single().Bytes;
        List<SentChunk> again = peer.Pass(TimeSpan.FromSeconds(4));
        Assert.That(again, Has.Count.EqualTo(3), "at 0.5, 1.5 and 3.5 s");
        Assert.That(again.Select(chunk => chunk.Bytes), Is.All.EqualTo(first));
    }

    [Test]
    public void A_request_that_is_in_progress_is_repeated_under_the_next_number()
    {
        var peer = new ScriptedPeer();
        peer.Association.TryResetStream(2, peer.Now);
        Tsn number = Request(peer.Drain().Single()).Number;
        Assert.That(peer.SendChunks(new ReConfigResponse(number, ResetResult.InProgress).ToChunk()), Is.Empty);
        SentChunk retry = peer.Pass(TimeSpan.FromMilliseconds(500)).Single();
        Assert.That(Request(retry).Number, Is.EqualTo(number.Next));
        peer.SendChunks(new ReConfigResponse(number, ResetResult.Performed).ToChunk());
        Assert.That(peer.Events[^1].Kind, Is.EqualTo(SctpEventKind.OutgoingStreamReset), "a late answer to the first number counts");
    }

    [Test]
    public void Only_one_request_is_under_way()
    {
        var peer = new ScriptedPeer();
        peer.Association.TryResetStream(2, peer.Now);
        Tsn number = Request(peer.Drain().Single()).Number;
        peer.Association.TryResetStream(4, peer.Now);
        Assert.That(peer.Drain(), Is.Empty);
        SentChunk next = peer.SendChunks(new ReConfigResponse(number, ResetResult.NothingToDo).ToChunk()).Single();
        Assert.That(Request(next).Number, Is.EqualTo(number.Next));
        Assert.That(Request(next).Stream, Is.EqualTo(4));
    }

    [Test]
    public void A_denied_request_retires_the_stream()
    {
        var peer = new ScriptedPeer();
        peer.Association.TryResetStream(2, peer.Now);
        Tsn number = Request(peer.Drain().Single()).Number;
        peer.SendChunks(new ReConfigResponse(number, ResetResult.Denied).ToChunk());
        Assert.That(peer.Events[^1].Kind, Is.EqualTo(SctpEventKind.OutgoingStreamResetFailed));
        Assert.That(peer.Send(2, [2]), Is.EqualTo(SendResult.NotOpen));
        Assert.That(peer.Pass(TimeSpan.FromSeconds(5)), Is.Empty);
    }

    [Test]
    public void A_peer_without_RE_CONFIG_gets_no_request()
    {
        var peer = new ScriptedPeer(reConfig: false);
        peer.Association.TryResetStream(2, peer.Now);
        Assert.That(peer.Drain(), Is.Empty);
        Assert.That(peer.Events[^1].Kind, Is.EqualTo(SctpEventKind.OutgoingStreamResetFailed));
    }

    [Test]
    public void An_answer_to_another_number_is_ignored()
    {
        var peer = new ScriptedPeer();
        peer.Association.TryResetStream(2, peer.Now);
        Tsn number = Request(peer.Drain().Single()).Number;
        peer.SendChunks(new ReConfigResponse(number.Next, ResetResult.Performed).ToChunk());
        peer.SendChunks(new ReConfigResponse(number.Previous, ResetResult.Performed).ToChunk());
        Assert.That(peer.Events.Select(happened => happened.Kind), Has.None.EqualTo(SctpEventKind.OutgoingStreamReset));
    }

    [Test]
    public void The_peer_resets_a_stream_and_begins_it_anew()
    {
        var peer = new ScriptedPeer();
        peer.SendChunks(ScriptedPeer.Data(ScriptedPeer.InitialTsn, 2, 0, [1]));
        List<SentChunk> answer = peer.SendChunks(OutgoingResetRequest.Create(FirstRequest, default, ScriptedPeer.InitialTsn, [2]));
        Assert.That(Response(answer), Is.EqualTo((FirstRequest, ResetResult.Performed)));
        Assert.That(peer.Events[^1].Kind, Is.EqualTo(SctpEventKind.IncomingStreamReset));
        peer.SendChunks(ScriptedPeer.Data(ScriptedPeer.InitialTsn.Next, 2, 0, [2]));
        Assert.That(peer.Messages, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_repeated_request_is_answered_again_and_performed_once()
    {
        var peer = new ScriptedPeer();
        byte[] request = OutgoingResetRequest.Create(FirstRequest, default, ScriptedPeer.InitialTsn.Previous, [2]);
        Assert.That(Response(peer.SendChunks(request)), Is.EqualTo((FirstRequest, ResetResult.Performed)));
        Assert.That(Response(peer.SendChunks(request)), Is.EqualTo((FirstRequest, ResetResult.Performed)));
        Assert.That(peer.Events.Count(happened => happened.Kind == SctpEventKind.IncomingStreamReset), Is.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_request_ahead_of_its_data_is_in_progress_until_that_arrives(bool isSameNumber)
    {
        var peer = new ScriptedPeer();
        byte[] request = OutgoingResetRequest.Create(FirstRequest, default, ScriptedPeer.InitialTsn, [2]);
        Assert.That(Response(peer.SendChunks(request)).Result, Is.EqualTo(ResetResult.InProgress));
        peer.SendChunks(ScriptedPeer.Data(ScriptedPeer.InitialTsn, 2, 0, [1]));
        Tsn retryNumber = isSameNumber ? FirstRequest : FirstRequest.Next;
        byte[] retry = OutgoingResetRequest.Create(retryNumber, default, ScriptedPeer.InitialTsn, [2]);
        Assert.That(Response(peer.SendChunks(retry)), Is.EqualTo((retryNumber, ResetResult.Performed)));
        Assert.That(
            peer.Events.Select(happened => happened.Kind),
            Is.EqualTo(new[] { SctpEventKind.Up, SctpEventKind.Message, SctpEventKind.IncomingStreamReset }));
    }

    [Test]
    public void A_request_out_of_turn_is_refused()
    {
        var peer = new ScriptedPeer();
        byte[] request = OutgoingResetRequest.Create(FirstRequest.Next, default, ScriptedPeer.InitialTsn.Previous, [2]);
        Assert.That(Response(peer.SendChunks(request)).Result, Is.EqualTo(ResetResult.BadSequenceNumber));
        request = OutgoingResetRequest.Create(FirstRequest.Previous, default, ScriptedPeer.InitialTsn.Previous, [2]);
        Assert.That(Response(peer.SendChunks(request)).Result, Is.EqualTo(ResetResult.BadSequenceNumber));
    }

    [Test]
    public void A_request_without_streams_resets_those_in_use()
    {
        var peer = new ScriptedPeer();
        peer.SendChunks(ScriptedPeer.Data(ScriptedPeer.InitialTsn, 2, 0, [1]), ScriptedPeer.Data(ScriptedPeer.InitialTsn.Next, 8, 0, [1]));
        peer.SendChunks(OutgoingResetRequest.Create(FirstRequest, default, ScriptedPeer.InitialTsn.Next, []));
        Assert.That(
            peer.Events.Where(happened => happened.Kind == SctpEventKind.IncomingStreamReset).Select(happened => happened.StreamId),
            Is.EquivalentTo(new ushort[] { 2, 8 }));
    }

    [Test]
    public void Other_requests_of_RFC_6525_are_denied()
    {
        foreach (ParameterType type in new[]
        {
            ParameterType.IncomingResetRequest, ParameterType.SsnTsnResetRequest,
            ParameterType.AddOutgoingStreamsRequest, ParameterType.AddIncomingStreamsRequest,
        })
        {
            var peer = new ScriptedPeer();
            byte[] value = new byte[8];
            BinaryPrimitives.WriteUInt32BigEndian(value, FirstRequest.Value);
            Assert.That(Response(peer.SendChunks(ReConfigChunk.Create(type, value))), Is.EqualTo((FirstRequest, ResetResult.Denied)));
        }
    }

    [TestCase(71)]
    [TestCase(72)]
    [TestCase(73)]
    public void Streams_are_reset_again_and_again_under_traffic_and_loss(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        AssociationPair pair = AssociationPair.Connected(NetworkConditions.Lossy(0.2, seed));
        for (int round = 0; round < 10; round++)
        {
            for (int i = 0; i < 5; i++)
            {
                pair.Send(pair.Client, 0, new byte[3000]);
                Assert.That(pair.Send(pair.Client, 1, [(byte)round, (byte)i]), Is.EqualTo(SendResult.Queued));
            }

            pair.Client.Association.TryResetStream(1, pair.Now);
            int expected = round + 1;
            Assert.That(
                pair.RunUntil(() => pair.Client.EventKinds.Count(kind => kind == SctpEventKind.OutgoingStreamReset) == expected), Is.True);
        }

        Assert.That(
            pair.Server.Messages.Where(message => message.StreamId == 1).Select(message => (message.Payload[0] * 5) + message.Payload[1]),
            Is.EqualTo(Enumerable.Range(0, 50)));
        Assert.That(pair.Server.EventKinds.Count(kind => kind == SctpEventKind.IncomingStreamReset), Is.EqualTo(10));
    }

    private static (Tsn Number, Tsn LastTsn, ushort Stream) Request(SentChunk chunk)
    {
        Assert.That(chunk.Type, Is.EqualTo(ChunkType.ReConfig));
        ReadOnlySpan<byte> rest = chunk.Value;
        Parameter.TryTake(ref rest, out Parameter parameter);
        Assert.That(OutgoingResetRequest.TryRead(parameter, out OutgoingResetRequest request), Is.True);
        return (request.RequestNumber, request.LastAssignedTsn, request.Stream(0));
    }

    private static (Tsn Number, ResetResult Result) Response(List<SentChunk> chunks)
    {
        ReadOnlySpan<byte> rest = chunks.Single(chunk => chunk.Type == ChunkType.ReConfig).Value;
        Parameter.TryTake(ref rest, out Parameter parameter);
        Assert.That(ReConfigResponse.TryRead(parameter, out ReConfigResponse response), Is.True);
        return (response.RequestNumber, response.Result);
    }
}
