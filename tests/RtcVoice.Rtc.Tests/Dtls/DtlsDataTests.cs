using RtcVoice.Rtc.Dtls;

namespace RtcVoice.Rtc.Tests.Dtls;

/// <summary>A session after its handshake: data, forgeries, closing.</summary>
[TestFixture]
internal sealed class DtlsDataTests
{
    [Test]
    public void Records_of_every_length_arrive_whole_both_ways()
    {
        using DtlsPair pair = DtlsPair.Connected();
        for (int length = 1; length <= 1190; length++)
        {
            byte[] data = new byte[length];
            new Random(length).NextBytes(data);
            Assert.That(pair.Client.TrySend(data) && pair.Server.TrySend(data), Is.True);
            pair.Drain();
            pair.RunFor(0.02);
            Assert.That(pair.ServerEvents[^1].Data.Span.SequenceEqual(data), $"{length} to the server");
            Assert.That(pair.ClientEvents[^1].Data.Span.SequenceEqual(data), $"{length} to the client");
        }

        Assert.That(pair.Sent.Max(p => p.Bytes.Length), Is.LessThanOrEqualTo(DtlsSession.MaxDatagramOut));
        Assert.That(pair.ServerEvents, Has.Count.EqualTo(1 + 1190));
    }

    [Test]
    public void A_record_too_long_or_empty_is_not_sent()
    {
        using DtlsPair pair = DtlsPair.Connected();
        Assert.That(pair.Server.TrySend(new byte[DtlsSession.MaxApplicationData]), Is.True);
        Assert.That(pair.Server.TrySend(new byte[DtlsSession.MaxApplicationData + 1]), Is.False);
        Assert.That(pair.Server.TrySend([]), Is.False);
        pair.Drain();
        Assert.That(pair.Sent[^1].Bytes.Length, Is.EqualTo(DtlsSession.MaxDatagramOut));
        Assert.That(pair.BothConnected);
    }

    [Test]
    public void An_owner_that_does_not_poll_is_told_no()
    {
        using DtlsPair pair = DtlsPair.Connected();
        int sent = 0;
        while (pair.Server.TrySend([1]) && sent < 10_000)
        {
            sent++;
        }

        Assert.That(sent, Is.EqualTo(64));
        pair.Drain();
        Assert.That(pair.Server.TrySend([1]), Is.True);
    }

    [Test]
    public void Several_records_in_one_datagram_are_all_read()
    {
        using DtlsPair pair = DtlsPair.Connected();
        pair.Network = _ => [];
        byte[] datagram = [.. Sealed(pair, "one"u8), .. Sealed(pair, "two"u8), .. Sealed(pair, "three"u8)];
        pair.Inject(datagram, toServer: true);
        Assert.That(
            pair.ServerEvents.Skip(1).Select(e => System.Text.Encoding.ASCII.GetString(e.Data.Span)),
            Is.EqualTo(new[] { "one", "two", "three" }));
    }

    [Test]
    public void Short_forged_records_leave_a_live_session_alive(
        [Values(20, 21, 22, 23)] int type, [Range(0, 23)] int length, [Values] bool toServer)
    {
        using DtlsPair pair = DtlsPair.Connected();
        byte[] forged = [(byte)type, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 77, 0, (byte)length, .. new byte[length]];
        pair.Inject(forged, toServer);
        AssertDataFlows(pair);
    }

    [Test]
    public void Longer_forged_records_leave_a_live_session_alive([Values(20, 21, 22, 23, 24, 25)] int type, [Values] bool toServer)
    {
        using DtlsPair pair = DtlsPair.Connected();
        foreach (int length in (int[])[24, 25, 26, 37, 48, 100, 1200, 1400])
        {
            pair.Inject([(byte)type, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 77, (byte)(length >> 8), (byte)length, .. new byte[length]], toServer);
        }

        AssertDataFlows(pair);
    }

    [Test]
    public void Forged_plaintext_leaves_a_live_session_alive([Values(20, 21, 22, 23)] int type, [Values] bool toServer)
    {
        using DtlsPair pair = DtlsPair.Connected();
        for (int length = 0; length < 60; length++)
        {
            byte[] body = [.. Enumerable.Repeat((byte)2, length)];
            pair.Inject([(byte)type, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 9, (byte)length, 0, (byte)length, .. body], toServer);
        }

        AssertDataFlows(pair);
    }

    [Test]
    public void A_replayed_record_is_dropped()
    {
        using DtlsPair pair = DtlsPair.Connected();
        byte[] record = Sealed(pair, "once"u8);
        pair.Inject(record, toServer: true);
        pair.Inject(record, toServer: true);
        Assert.That(pair.ServerEvents.Count(e => e.Kind == DtlsEventKind.ApplicationData), Is.EqualTo(1));
        Assert.That(pair.Server.Counters.RecordsRefused, Is.EqualTo(1));
        AssertDataFlows(pair);
    }

    [Test]
    public void A_record_with_any_bit_turned_is_dropped()
    {
        using DtlsPair pair = DtlsPair.Connected();
        pair.Network = _ => [];
        byte[] record = Sealed(pair, "bits"u8);
        for (int bit = 0; bit < record.Length * 8; bit++)
        {
            byte[] bent = [.. record];
            bent[bit / 8] ^= (byte)(1 << (bit % 8));
            pair.Inject(bent, toServer: true);
        }

        Assert.That(pair.ServerEvents, Has.Count.EqualTo(1), pair.Describe());
        pair.Inject(record, toServer: true);
        Assert.That(pair.ServerEvents[^1].Data.ToArray(), Is.EqualTo("bits"u8.ToArray()));
    }

    [Test]
    public void An_oversized_datagram_is_dropped_and_counted()
    {
        using DtlsPair pair = DtlsPair.Connected();
        pair.Inject(new byte[DtlsSession.MaxDatagramIn + 1], toServer: true);
        Assert.That(pair.Server.Counters.OversizedDatagrams, Is.EqualTo(1));
        AssertDataFlows(pair);
    }

    [Test]
    public void Closing_tells_the_peer_and_the_peer_answers([Values] bool serverCloses)
    {
        using DtlsPair pair = DtlsPair.Connected();
        int before = pair.Sent.Count;
        (serverCloses ? pair.Server : pair.Client).Close();
        pair.RunFor(1);
        (List<DtlsEvent> closer, List<DtlsEvent> other) = serverCloses ? (pair.ServerEvents, pair.ClientEvents) : (pair.ClientEvents, pair.ServerEvents);
        Assert.That(closer[^1], Is.EqualTo(DtlsEvent.Closed(byPeer: false)));
        Assert.That(other[^1], Is.EqualTo(DtlsEvent.Closed(byPeer: true)));
        Assert.That(pair.Sent.Skip(before).Select(p => p.ToServer), Is.EqualTo(new[] { !serverCloses, serverCloses }));
        Assert.That(pair.Server.TrySend([1]) || pair.Client.TrySend([1]), Is.False);
        Assert.That(pair.Server.NextTimeout.IsNever && pair.Client.NextTimeout.IsNever);
    }

    [Test]
    public void A_closed_session_takes_whatever_comes_and_says_nothing()
    {
        using DtlsPair pair = DtlsPair.Connected();
        pair.Network = _ => [];
        byte[] record = Sealed(pair, "late"u8);
        pair.Server.Close();
        pair.Drain();
        int sent = pair.Sent.Count;
        pair.Inject(record, toServer: true);
        pair.Server.Close();
        pair.Server.HandleTimeout(pair.Now);
        pair.Drain();
        Assert.That(pair.Sent, Has.Count.EqualTo(sent));
        Assert.That(pair.ServerEvents, Has.Count.EqualTo(2));
    }

    [Test]
    public void Disposing_leaves_taken_keys_to_their_taker_and_gives_no_more_events()
    {
        DtlsSession server = new(DtlsPair.Options(DtlsRole.Server, DtlsPair.Threads));
        using DtlsSession client = new(DtlsPair.Options(DtlsRole.Client, DtlsPair.Threads));
        byte[] buffer = new byte[DtlsSession.MaxDatagramOut];
        client.Start(RtcVoice.Timing.Instant.Origin);
        for (int flight = 0; flight < 4; flight++)
        {
            (DtlsSession from, DtlsSession to) = flight % 2 == 0 ? (client, server) : (server, client);
            while (from.TryPollTransmit(buffer, out int length))
            {
                to.HandleDatagram(buffer.AsSpan(0, length), RtcVoice.Timing.Instant.Origin);
            }
        }

        Assert.That(server.State, Is.EqualTo(DtlsState.Connected));
        Assert.That(client.TryPollEvent(out DtlsEvent connected), Is.True);
        DtlsKeyingMaterial taken = connected.Keys!;
        client.Dispose();
        Assert.That(taken.Bytes.ToArray(), Is.Not.All.Zero);
        taken.Dispose();
        Assert.That(taken.Bytes.ToArray(), Is.All.Zero);
        server.Dispose();
        Assert.That(server.TryPollEvent(out _), Is.False);
        Assert.That(server.TrySend([1]), Is.False);
    }

    [Test]
    public void An_owner_that_does_not_drain_events_loses_data_and_not_memory()
    {
        using DtlsPair pair = DtlsPair.Connected();
        pair.Network = _ => [];
        for (int i = 0; i < DtlsSession.MaxEvents + 10; i++)
        {
            pair.Server.HandleDatagram(Sealed(pair, "flood"u8), pair.Now);
        }

        pair.Drain();
        Assert.That(pair.ServerEvents.Count(e => e.Kind == DtlsEventKind.ApplicationData), Is.EqualTo(DtlsSession.MaxEvents));
        Assert.That(pair.Server.Counters.EventsDropped, Is.EqualTo(10));
    }

    /// <summary>A record from the client, taken off the wire.</summary>
    private static byte[] Sealed(DtlsPair pair, ReadOnlySpan<byte> data)
    {
        byte[] buffer = new byte[DtlsSession.MaxDatagramOut];
        Assert.That(pair.Client.TrySend(data), Is.True);
        Assert.That(pair.Client.TryPollTransmit(buffer, out int length), Is.True);
        return buffer[..length];
    }

    private static void AssertDataFlows(DtlsPair pair)
    {
        Assert.That(pair.Client.TrySend("ping"u8) && pair.Server.TrySend("pong"u8), Is.True, pair.Describe());
        pair.RunFor(1);
        Assert.That(pair.ServerEvents[^1].Data.ToArray(), Is.EqualTo("ping"u8.ToArray()), pair.Describe());
        Assert.That(pair.ClientEvents[^1].Data.ToArray(), Is.EqualTo("pong"u8.ToArray()), pair.Describe());
    }
}
