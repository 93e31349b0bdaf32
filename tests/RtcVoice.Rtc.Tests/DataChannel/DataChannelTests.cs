using RtcVoice.Rtc.DataChannel;
using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Tests.Sctp;

namespace RtcVoice.Rtc.Tests.DataChannel;

public class DataChannelTests
{
    [Test]
    public void A_channel_that_the_browser_opens_is_announced_and_confirmed()
    {
        DataChannelPair pair = DataChannelPair.Connected();
        var reliability = new ChannelReliability { IsUnordered = true, MaxRetransmits = 0 };
        ushort id = pair.Opened(pair.Browser, "played", reliability);

        Assert.That(id, Is.Zero);
        DataChannelEvent opened = pair.Server.Events.Single(happened => happened.Kind == DataChannelEventKind.ChannelOpened);
        Assert.That((opened.ChannelId, opened.Label, opened.Protocol, opened.Reliability), Is.EqualTo((id, "played", "", reliability)));
        Assert.That(pair.Browser.HasSeen(DataChannelEventKind.ChannelOpened, id), Is.True);
    }

    [Test]
    public void A_channel_opened_with_the_association_is_usable_after_a_round_trip_and_a_half()
    {
        var pair = new DataChannelPair();
        ushort id = pair.Open(pair.Browser);
        Assert.That(pair.SendText(pair.Browser, id, "hello"), Is.EqualTo(SendResult.Queued));
        pair.Browser.Endpoint.Connect(pair.Now);
        Assert.That(pair.RunUntil(() => pair.Server.Messages.Count == 1, 0.061), Is.True);
    }

    [Test]
    public void Identifiers_are_odd_for_the_DTLS_server_and_even_for_the_client()
    {
        DataChannelPair pair = DataChannelPair.Connected();
        Assert.That(new[] { pair.Opened(pair.Server), pair.Opened(pair.Server) }, Is.EqualTo(new ushort[] { 1, 3 }));
        Assert.That(new[] { pair.Opened(pair.Browser), pair.Opened(pair.Browser) }, Is.EqualTo(new ushort[] { 0, 2 }));
    }

    [Test]
    public void Text_binary_and_empty_messages_arrive_as_what_they_were()
    {
        DataChannelPair pair = DataChannelPair.Connected();
        ushort id = pair.Opened(pair.Browser);
        (bool IsText, byte[] Payload)[] sent = [(true, "grüß"u8.ToArray()), (false, [0, 1]), (true, []), (false, []), (true, new byte[65536])];
        foreach ((bool isText, byte[] payload) in sent)
        {
            Assert.That(pair.Browser.Endpoint.TrySend(id, payload, isText, pair.Now), Is.EqualTo(SendResult.Queued));
            Assert.That(pair.Server.Endpoint.TrySend(id, payload, isText, pair.Now), Is.EqualTo(SendResult.Queued));
        }

        Assert.That(pair.RunUntil(() => pair.Server.Messages.Count == 5 && pair.Browser.Messages.Count == 5), Is.True);
        Assert.That(pair.Server.Messages.Select(message => (message.IsText, message.Payload)), Is.EqualTo(sent));
        Assert.That(pair.Browser.Messages.Select(message => (message.IsText, message.Payload)), Is.EqualTo(sent));
    }

    [Test]
    public void A_payload_is_valid_until_the_next_event_is_taken()
    {
        DataChannelPair pair = DataChannelPair.Connected();
        ushort id = pair.Opened(pair.Browser);
        pair.RunFor(1);
        pair.SendText(pair.Browser, id, "one");
        pair.SendText(pair.Browser, id, "two");
        byte[] buffer = new byte[1200];
        while (pair.Browser.TryPollTransmit(buffer, out int length))
        {
            pair.Server.Endpoint.HandleDatagram(buffer.AsSpan(0, length), pair.Now);
        }

        int held = pair.Server.Endpoint.Statistics.ReceiveBufferBytes;
        Assert.That(held, Is.Positive);
        Assert.That(pair.Server.Endpoint.TryPollEvent(out DataChannelEvent first), Is.True);
        pair.Server.Endpoint.TrySend(id, new byte[3], isText: false, pair.Now);
        pair.Server.Endpoint.HandleTimeout(pair.Now);
        Assert.That(first.Payload.ToArray(), Is.EqualTo("one"u8.ToArray()));
        Assert.That(pair.Server.Endpoint.Statistics.ReceiveBufferBytes, Is.EqualTo(held), "lent, not given back");
        Assert.That(pair.Server.Endpoint.TryPollEvent(out DataChannelEvent second), Is.True);
        Assert.That(second.Payload.ToArray(), Is.EqualTo("two"u8.ToArray()));
        Assert.That(pair.Server.Endpoint.TryPollEvent(out _), Is.False);
        Assert.That(pair.Server.Endpoint.Statistics.ReceiveBufferBytes, Is.Zero);
    }

    [Test]
    public void An_unordered_channel_is_ordered_until_it_is_confirmed()
    {
        // The OPEN is lost and the messages are not: none may arrive before it.
        DataChannelPair pair = DataChannelPair.Connected();
        bool isLost = false;
        pair.Network.ToServer.Filter = _ => isLost || !(isLost = true);
        ushort id = pair.Open(pair.Browser, "fast", new ChannelReliability { IsUnordered = true });
        pair.Network.Flush();
        pair.SendText(pair.Browser, id, "early");
        Assert.That(pair.RunUntil(() => pair.Server.Messages.Count == 1, 5), Is.True);
        Assert.That(
            pair.Server.EventKinds,
            Is.EqualTo(new[] { DataChannelEventKind.AssociationUp, DataChannelEventKind.ChannelOpened, DataChannelEventKind.Message }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Close_delivers_what_was_sent_and_closes_both_ends(bool isByBrowser)
    {
        DataChannelPair pair = DataChannelPair.Connected();
        ushort id = pair.Opened(pair.Browser);
        DataChannelEnd closer = isByBrowser ? pair.Browser : pair.Server;
        DataChannelEnd other = isByBrowser ? pair.Server : pair.Browser;
        closer.Endpoint.TrySend(id, new byte[30_000], isText: false, pair.Now);
        closer.Endpoint.Close(id, pair.Now);
        Assert.That(pair.SendText(closer, id, "late"), Is.EqualTo(SendResult.NotOpen));

        Assert.That(
            pair.RunUntil(() => pair.Browser.HasSeen(DataChannelEventKind.ChannelClosed, id) && pair.Server.HasSeen(DataChannelEventKind.ChannelClosed, id), 5),
            Is.True);
        Assert.That(other.Messages, Has.Count.EqualTo(1));
        Assert.That(other.Events[^1].Kind, Is.EqualTo(DataChannelEventKind.ChannelClosed));
        Assert.That(pair.Browser.Endpoint.ChannelCount + pair.Server.Endpoint.ChannelCount, Is.Zero);
    }

    [Test]
    public void Closes_that_cross_close_once()
    {
        DataChannelPair pair = DataChannelPair.Connected();
        ushort id = pair.Opened(pair.Browser);
        pair.Browser.Endpoint.Close(id, pair.Now);
        pair.Server.Endpoint.Close(id, pair.Now);
        pair.RunFor(5);
        Assert.That(pair.Browser.Count(DataChannelEventKind.ChannelClosed), Is.EqualTo(1));
        Assert.That(pair.Server.Count(DataChannelEventKind.ChannelClosed), Is.EqualTo(1));
    }

    [Test]
    public void An_identifier_is_held_until_both_directions_are_reset()
    {
        DataChannelPair pair = DataChannelPair.Connected();
        ushort first = pair.Opened(pair.Server);
        pair.Server.Endpoint.Close(first, pair.Now);
        Assert.That(pair.Open(pair.Server), Is.EqualTo(first + 2), "the first is closing");
        Assert.That(pair.RunUntil(() => pair.Server.HasSeen(DataChannelEventKind.ChannelClosed, first), 5), Is.True);
        Assert.That(pair.Open(pair.Server, "again"), Is.EqualTo(first));
        Assert.That(pair.RunUntil(() => pair.Browser.Events.Any(happened => happened.Label == "again"), 5), Is.True);
        pair.SendText(pair.Browser, first, "works");
        Assert.That(pair.RunUntil(() => pair.Server.Texts.Contains("works"), 5), Is.True);
    }

    [TestCase(0.0, 101)]
    [TestCase(0.2, 102)]
    [TestCase(0.2, 103)]
    [TestCase(0.4, 104)]
    public void A_channel_is_opened_used_and_closed_again_and_again(double loss, int seed)
    {
        TestContext.Out.WriteLine($"loss {loss}, seed {seed}");
        DataChannelPair pair = DataChannelPair.Connected(NetworkConditions.Lossy(loss, seed));
        for (int round = 0; round < 30; round++)
        {
            ushort id = pair.Open(pair.Browser, $"round {round}");
            Assert.That(id, Is.Zero, "the identifier is used again");
            Assert.That(pair.SendText(pair.Browser, id, $"message {round}"), Is.EqualTo(SendResult.Queued));
            pair.Browser.Endpoint.Close(id, pair.Now);
            int expected = round + 1;
            Assert.That(pair.RunUntil(() => pair.Browser.Count(DataChannelEventKind.ChannelClosed) == expected, 120), Is.True);
        }

        Assert.That(pair.RunUntil(() => pair.Server.Count(DataChannelEventKind.ChannelClosed) == 30, 60), Is.True);
        Assert.That(pair.Server.Texts, Is.EqualTo(Enumerable.Range(0, 30).Select(round => $"message {round}")));
        Assert.That(
            pair.Server.Events.Where(happened => happened.Kind == DataChannelEventKind.ChannelOpened).Select(happened => happened.Label),
            Is.EqualTo(Enumerable.Range(0, 30).Select(round => $"round {round}")));
    }

    [Test]
    public void A_channel_beyond_the_bound_is_refused_by_a_reset()
    {
        DataChannelPair pair = DataChannelPair.Connected();
        ushort[] ids = [.. Enumerable.Range(0, 33).Select(_ => pair.Open(pair.Browser))];
        Assert.That(pair.RunUntil(() => pair.Browser.HasSeen(DataChannelEventKind.ChannelClosed, ids[32]), 5), Is.True);
        Assert.That(pair.Server.Count(DataChannelEventKind.ChannelOpened), Is.EqualTo(32));
        Assert.That(pair.Server.Count(DataChannelEventKind.ChannelClosed), Is.Zero, "its owner never heard of it");
        Assert.That(pair.Server.Endpoint.TryOpen("one more", default, pair.Now, out _), Is.False);
        pair.Browser.Endpoint.Close(ids[0], pair.Now);
        pair.RunFor(5);
        Assert.That(pair.Server.Endpoint.TryOpen("one more", default, pair.Now, out _), Is.True);
    }

    [Test]
    public void Messages_on_a_stream_without_a_channel_are_dropped()
    {
        var pair = new AssociationPairWithEndpoint();
        pair.Raw.Association.TrySend(4, PayloadProtocol.String, "who is there"u8, default, pair.Now);
        pair.Raw.Association.TrySend(4, PayloadProtocol.Dcep, [77], default, pair.Now);
        pair.Raw.Association.TrySend(4, PayloadProtocol.Dcep, DcepAckMessage.Bytes, default, pair.Now);
        pair.RunFor(1);
        Assert.That(pair.Server.EventKinds, Is.EqualTo(new[] { DataChannelEventKind.AssociationUp }));
        Assert.That(pair.Server.Endpoint.Statistics.ReceiveBufferBytes, Is.Zero);
    }

    [TestCase(new byte[] { 3 }, 0, TestName = "An OPEN cut short is refused")]
    [TestCase(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 65 }, 0, TestName = "An OPEN whose label length lies is refused")]
    public void An_OPEN_that_is_wrong_is_refused_by_a_reset(byte[] open, int stream)
    {
        var pair = new AssociationPairWithEndpoint();
        pair.Raw.Association.TrySend((ushort)stream, PayloadProtocol.Dcep, open, default, pair.Now);
        pair.RunFor(1);
        Assert.That(
            pair.Raw.Events.Where(happened => happened.Kind == SctpEventKind.IncomingStreamReset).Select(happened => (int)happened.StreamId),
            Is.EqualTo(new[] { stream }));
        Assert.That(pair.Server.EventKinds, Is.EqualTo(new[] { DataChannelEventKind.AssociationUp }));
    }

    [Test]
    public void An_OPEN_on_a_free_identifier_of_the_other_parity_is_accepted()
    {
        // aiortc behind an ICE-lite server is DTLS client and takes odd identifiers.
        var pair = new AssociationPairWithEndpoint();
        pair.Raw.Association.TrySend(1, PayloadProtocol.Dcep, [3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 65], default, pair.Now);
        pair.RunFor(1);
        Assert.That(pair.Server.HasSeen(DataChannelEventKind.ChannelOpened, 1), Is.True);
        Assert.That(pair.Server.Endpoint.TryOpen("ours", default, pair.Now, out ushort ours), Is.True);
        Assert.That(ours, Is.EqualTo(3));
    }

    [Test]
    public void A_second_OPEN_on_a_channel_closes_it()
    {
        var pair = new AssociationPairWithEndpoint();
        byte[] open = [3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 65];
        pair.Raw.Association.TrySend(2, PayloadProtocol.Dcep, open, default, pair.Now);
        pair.Raw.Association.TrySend(2, PayloadProtocol.Dcep, open, default, pair.Now);
        pair.RunFor(1);
        Assert.That(pair.Raw.EventKinds, Has.Some.EqualTo(SctpEventKind.IncomingStreamReset));
        pair.Raw.Association.TryResetStream(2, pair.Now);
        pair.RunFor(1);
        Assert.That(
            pair.Server.EventKinds,
            Is.EqualTo(new[] { DataChannelEventKind.AssociationUp, DataChannelEventKind.ChannelOpened, DataChannelEventKind.ChannelClosed }));
    }

    [Test]
    public void A_deprecated_or_unknown_payload_identifier_is_dropped()
    {
        var pair = new AssociationPairWithEndpoint();
        pair.Raw.Association.TrySend(2, PayloadProtocol.Dcep, [3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 65], default, pair.Now);
        foreach (uint protocol in new uint[] { 0, 52, 54, 58 })
        {
            pair.Raw.Association.TrySend(2, protocol, [1], default, pair.Now);
        }

        pair.Raw.Association.TrySend(2, PayloadProtocol.Binary, [2], default, pair.Now);
        pair.RunFor(1);
        Assert.That(pair.Server.Messages.Single().Payload, Is.EqualTo(new byte[] { 2 }));
    }

    [Test]
    public void The_end_of_the_association_closes_every_channel()
    {
        DataChannelPair pair = DataChannelPair.Connected();
        ushort first = pair.Opened(pair.Browser);
        ushort second = pair.Opened(pair.Server);
        pair.Browser.Endpoint.Abort(pair.Now);
        pair.RunFor(1);
        Assert.That(
            pair.Server.EventKinds.TakeLast(3),
            Is.EqualTo(new[] { DataChannelEventKind.ChannelClosed, DataChannelEventKind.ChannelClosed, DataChannelEventKind.AssociationClosed }));
        Assert.That(pair.Server.Events[^1].CloseReason, Is.EqualTo(SctpCloseReason.PeerAbort));
        Assert.That(pair.SendText(pair.Server, first, "x"), Is.EqualTo(SendResult.NotOpen));
        Assert.That(pair.SendText(pair.Server, second, "x"), Is.EqualTo(SendResult.NotOpen));
        Assert.That(pair.Server.Endpoint.ChannelCount, Is.Zero);
    }

    [Test]
    public void An_orderly_shutdown_delivers_what_was_sent()
    {
        DataChannelPair pair = DataChannelPair.Connected(NetworkConditions.Lossy(0.2, 111));
        ushort id = pair.Opened(pair.Browser);
        pair.Server.Endpoint.TrySend(id, new byte[50_000], isText: false, pair.Now);
        pair.Server.Endpoint.Shutdown(pair.Now);
        Assert.That(pair.RunUntil(() => pair.Browser.Count(DataChannelEventKind.AssociationClosed) == 1), Is.True);
        Assert.That(pair.Browser.Messages, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_peer_that_restarts_closes_every_channel_and_may_open_new_ones()
    {
        DataChannelPair pair = DataChannelPair.Connected();
        ushort id = pair.Opened(pair.Browser);
        var reborn = new DataChannelEnd(4711, new DataChannelOptions { IsDtlsServer = false });
        var network = new SimulatedNetwork(reborn, pair.Server, NetworkConditions.Clean);
        network.RunFor(TimeSpan.FromSeconds(1));
        reborn.Endpoint.Connect(network.Now);
        Assert.That(network.RunUntil(() => reborn.Endpoint.IsUp, TimeSpan.FromSeconds(5)), Is.True);
        Assert.That(
            pair.Server.EventKinds.TakeLast(2), Is.EqualTo(new[] { DataChannelEventKind.ChannelClosed, DataChannelEventKind.AssociationUp }));
        Assert.That(reborn.Endpoint.TryOpen("again", default, network.Now, out ushort again), Is.True);
        Assert.That(again, Is.EqualTo(id));
        Assert.That(network.RunUntil(() => reborn.HasSeen(DataChannelEventKind.ChannelOpened, again), TimeSpan.FromSeconds(5)), Is.True);
    }

    [Test]
    public void A_peer_that_takes_few_streams_closes_channels_beyond_them()
    {
        var pair = new DataChannelPair(server: new DataChannelOptions { Sctp = new SctpOptions { MaxStreams = 3 } });
        ushort[] ids = [pair.Open(pair.Browser), pair.Open(pair.Browser), pair.Open(pair.Browser)];
        pair.Browser.Endpoint.Connect(pair.Now);
        pair.RunFor(2);
        Assert.That(pair.Browser.HasSeen(DataChannelEventKind.ChannelOpened, ids[1]), Is.True);
        Assert.That(pair.Browser.HasSeen(DataChannelEventKind.ChannelClosed, ids[2]), Is.True);
    }

    [Test]
    public void A_full_buffer_refuses_and_tells_when_it_has_room()
    {
        DataChannelPair pair = DataChannelPair.Connected(server: new DataChannelOptions { Sctp = new SctpOptions { SendBufferBytes = 20_000 } });
        ushort id = pair.Opened(pair.Browser);
        pair.RunFor(1);
        byte[] message = new byte[5000];
        while (pair.Server.Endpoint.TrySend(id, message, isText: false, pair.Now) == SendResult.Queued)
        {
        }

        Assert.That(pair.Server.Endpoint.BufferedAmount(id), Is.EqualTo(15_000));
        Assert.That(pair.Server.Endpoint.TrySend(id, new byte[65537], isText: false, pair.Now), Is.EqualTo(SendResult.MessageTooLarge));
        Assert.That(pair.RunUntil(() => pair.Server.HasSeen(DataChannelEventKind.BufferedAmountLow, id), 2), Is.True);
        Assert.That(pair.Server.Endpoint.TrySend(id, message, isText: false, pair.Now), Is.EqualTo(SendResult.Queued));
    }

    [Test]
    public void A_partially_reliable_channel_drops_and_moves_on_in_order()
    {
        DataChannelPair pair = DataChannelPair.Connected(NetworkConditions.Lossy(0.2, 121));
        ushort id = pair.Opened(pair.Browser, "played", new ChannelReliability { MaxPacketLifeTime = 100 });
        for (int i = 0; i < 200; i++)
        {
            pair.SendText(pair.Browser, id, $"{i:D4}");
            pair.RunFor(0.05);
        }

        pair.RunFor(5);
        Assert.That(pair.Server.Texts, Is.Unique.And.Ordered);
        Assert.That(pair.Server.Messages, Has.Count.InRange(100, 199));
    }
}
