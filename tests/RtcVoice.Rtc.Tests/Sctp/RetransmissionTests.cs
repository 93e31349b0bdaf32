using RtcVoice.Rtc.Sctp;
using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Tests.Sctp;

public class RetransmissionTests
{
    private const int FullFragment = 1160;

    [Test]
    public void A_message_is_cut_into_fragments_that_fill_packets()
    {
        var peer = new ScriptedPeer();
        byte[] message = SeededBytes.Message(3000, 1);
        peer.Send(4, message);
        List<SentChunk> sent = peer.Drain();

        Assert.That(sent.Select(chunk => chunk.DataPayload.Length), Is.EqualTo(new[] { FullFragment, FullFragment, 680 }));
        Assert.That(sent.Select(chunk => chunk.Flags), Is.EqualTo(new byte[] { 2, 0, 1 }));
        Assert.That(sent.Select(chunk => chunk.DataTsn - peer.TheirInitialTsn), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(sent.SelectMany(chunk => chunk.DataPayload), Is.EqualTo(message));
        Assert.That(sent.Select(chunk => chunk.PacketId).Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public void Short_messages_share_a_packet()
    {
        var peer = new ScriptedPeer();
        for (int i = 0; i < 10; i++)
        {
            peer.Send(0, new byte[50]);
        }

        Assert.That(peer.Drain().Select(chunk => chunk.PacketId).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void Streams_take_turns_by_message()
    {
        var peer = new ScriptedPeer();
        for (int i = 0; i < 3; i++)
        {
            peer.Send(0, new byte[10]);
        }

        peer.Send(1, new byte[10]);
        peer.Send(2, new byte[10]);
        Assert.That(peer.Drain().Select(chunk => chunk.AsData().StreamId), Is.EqualTo(new ushort[] { 0, 1, 2, 0, 0 }));
    }

    [Test]
    public void No_more_than_four_packets_leave_at_once()
    {
        var peer = new ScriptedPeer();
        peer.Send(0, new byte[20_000]);
        Assert.That(peer.Drain(), Has.Count.EqualTo(4));
        Assert.That(peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn + 1, 100_000)), Has.Count.EqualTo(4));
    }

    [Test]
    public void The_timer_expires_after_500_ms_and_backs_off_to_4_s()
    {
        var peer = new ScriptedPeer();
        peer.Send(0, new byte[100]);
        SentChunk first = peer.Drain().Single();
        var gaps = new List<double>();
        for (int i = 0; i < 6; i++)
        {
            double before = peer.Now.Nanoseconds / 1e6;
            List<SentChunk> sent = [];
            while (!sent.Any(chunk => chunk.Type == ChunkType.Data))
            {
                sent = peer.Pass(peer.Association.NextTimeout - peer.Now);
            }

            Assert.That(sent.Single(chunk => chunk.Type == ChunkType.Data).Bytes, Is.EqualTo(first.Bytes));
            gaps.Add((peer.Now.Nanoseconds / 1e6) - before);
        }

        Assert.That(gaps, Is.EqualTo(new double[] { 500, 1000, 2000, 4000, 4000, 4000 }).Within(0.01));
    }

    [Test]
    public void The_timeout_follows_the_round_trip_and_is_never_below_400_ms()
    {
        var timeout = new RetransmissionTimeout();
        Assert.That(timeout.Current, Is.EqualTo(TimeSpan.FromMilliseconds(500)));
        timeout.AddSample(TimeSpan.FromMilliseconds(300));
        Assert.That(timeout.Current, Is.EqualTo(TimeSpan.FromMilliseconds(900)), "SRTT + 4 * RTTVAR with RTTVAR = R/2");
        for (int i = 0; i < 50; i++)
        {
            timeout.AddSample(TimeSpan.FromMilliseconds(20));
        }

        Assert.That(timeout.Current, Is.EqualTo(RetransmissionTimeout.Minimum));
        timeout.AddSample(TimeSpan.FromSeconds(30));
        Assert.That(timeout.Current, Is.EqualTo(RetransmissionTimeout.Maximum));
    }

    [Test]
    public void Three_reports_of_a_gap_send_the_missing_chunk_again_at_once()
    {
        var peer = new ScriptedPeer();
        SendWhole(peer, 5);
        Tsn t0 = peer.TheirInitialTsn;
        Assert.That(peer.SendChunks(ScriptedPeer.Sack(t0, 100_000, (2, 2))), Is.Empty);
        Assert.That(peer.SendChunks(ScriptedPeer.Sack(t0, 100_000, (2, 3))), Is.Empty);
        List<SentChunk> sent = peer.SendChunks(ScriptedPeer.Sack(t0, 100_000, (2, 4)));

        Assert.That(sent.Single().DataTsn, Is.EqualTo(t0 + 1));
        Assert.That(peer.Association.Statistics.FastRetransmits, Is.EqualTo(1));
    }

    [Test]
    public void A_report_that_tells_nothing_new_counts_no_miss()
    {
        var peer = new ScriptedPeer();
        SendWhole(peer, 5);
        for (int i = 0; i < 10; i++)
        {
            Assert.That(peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn, 100_000, (2, 2))), Is.Empty);
        }
    }

    [Test]
    public void A_chunk_is_fast_retransmitted_once_and_then_by_the_timer()
    {
        var peer = new ScriptedPeer();
        SendWhole(peer, 10);
        Tsn t0 = peer.TheirInitialTsn;
        int again = 0;
        for (ushort end = 2; end <= 9; end++)
        {
            again += peer.SendChunks(ScriptedPeer.Sack(t0, 100_000, (2, end))).Count(chunk => chunk.Type == ChunkType.Data && chunk.DataTsn == t0 + 1);
        }

        Assert.That(again, Is.EqualTo(1));
        Assert.That(peer.Pass(TimeSpan.FromSeconds(1)).Count(chunk => chunk.DataTsn == t0 + 1), Is.Positive);
    }

    [Test]
    public void A_loss_halves_the_window_and_a_timeout_leaves_one_packet()
    {
        var peer = new ScriptedPeer();
        SendWhole(peer, 8);
        Tsn t0 = peer.TheirInitialTsn;
        int before = peer.Association.Statistics.CongestionWindow;
        Assert.That(before, Is.EqualTo(10 * 1188));
        peer.SendChunks(ScriptedPeer.Sack(t0.Previous, 100_000, (2, 2)));
        peer.SendChunks(ScriptedPeer.Sack(t0.Previous, 100_000, (2, 3)));
        peer.SendChunks(ScriptedPeer.Sack(t0.Previous, 100_000, (2, 4)));
        Assert.That(peer.Association.Statistics.CongestionWindow, Is.EqualTo(before / 2));
        peer.Pass(TimeSpan.FromSeconds(1));
        Assert.That(peer.Association.Statistics.CongestionWindow, Is.EqualTo(1188));
    }

    [Test]
    public void In_slow_start_the_window_grows_by_what_is_acknowledged()
    {
        var congestion = new CongestionWindow(1188);
        congestion.OnAdvance(new Tsn(1), 500, congestion.Size, isAllAcknowledged: false);
        Assert.That(congestion.Size, Is.EqualTo((10 * 1188) + 500));
        congestion.OnAdvance(new Tsn(2), 5000, congestion.Size, isAllAcknowledged: false);
        Assert.That(congestion.Size, Is.EqualTo((11 * 1188) + 500), "by one packet at most");
        congestion.OnAdvance(new Tsn(3), 1000, 100, isAllAcknowledged: false);
        Assert.That(congestion.Size, Is.EqualTo((11 * 1188) + 500), "not when it was not in use");
    }

    [Test]
    public void In_congestion_avoidance_the_window_grows_by_a_packet_a_round_trip()
    {
        var congestion = new CongestionWindow(1188);
        Assert.That(congestion.TryEnterFastRecovery(new Tsn(10)), Is.True);
        Assert.That(congestion.TryEnterFastRecovery(new Tsn(12)), Is.False);
        congestion.OnAdvance(new Tsn(9), 1000, congestion.Size, isAllAcknowledged: false);
        Assert.That(congestion.IsInFastRecovery, Is.True);
        congestion.OnAdvance(new Tsn(10), 1000, congestion.Size, isAllAcknowledged: false);
        Assert.That(congestion.IsInFastRecovery, Is.False);
        int size = congestion.Size;
        congestion.OnAdvance(new Tsn(11), 1188, size, isAllAcknowledged: false);
        int grown = congestion.Size;
        for (int i = 12; i < 18; i++)
        {
            congestion.OnAdvance(new Tsn((uint)i), 1188, congestion.Size, isAllAcknowledged: false);
        }

        Assert.That(congestion.Size - grown, Is.EqualTo(1188));
    }

    [Test]
    public void A_SACK_that_was_overtaken_changes_nothing()
    {
        var peer = new ScriptedPeer();
        SendWhole(peer, 3);
        peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn + 2, 100_000));
        Assert.That(peer.Association.BufferedAmount(0), Is.Zero);
        peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn, 0));
        peer.Send(0, new byte[2000]);
        Assert.That(peer.Drain(), Has.Count.EqualTo(2), "its window of zero does not count either");
    }

    [Test]
    public void A_SACK_of_what_was_never_sent_changes_nothing()
    {
        var peer = new ScriptedPeer();
        SendWhole(peer, 3);
        Tsn last = peer.TheirInitialTsn + 2;
        int flight = peer.Association.Statistics.BytesInFlight;
        peer.SendChunks(ScriptedPeer.Sack(last + 1, 0));
        peer.SendChunks(ScriptedPeer.Sack(last + 1_000_000, 0));
        peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn.Previous, 0, (3, 4)));
        peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn.Previous, 0, (3, 65535)));
        Assert.That(peer.Association.Statistics.BytesInFlight, Is.EqualTo(flight));
        Assert.That(peer.Association.State, Is.EqualTo(SctpState.Established));
        peer.SendChunks(ScriptedPeer.Sack(last, 100_000));
        Assert.That(peer.Association.Statistics.BytesInFlight, Is.Zero);
    }

    [Test]
    public void What_the_peer_reported_and_then_took_back_is_sent_again()
    {
        var peer = new ScriptedPeer();
        SendWhole(peer, 3);
        Tsn t0 = peer.TheirInitialTsn;
        peer.SendChunks(ScriptedPeer.Sack(t0.Previous, 100_000, (2, 2)));
        List<SentChunk> sent = peer.SendChunks(ScriptedPeer.Sack(t0, 100_000));
        Assert.That(sent.Single().DataTsn, Is.EqualTo(t0 + 1));
    }

    [Test]
    public void A_closed_window_is_probed_with_one_chunk()
    {
        var peer = new ScriptedPeer(window: 0);
        peer.Send(0, new byte[5000]);
        Assert.That(peer.Drain(), Has.Count.EqualTo(1));
        Assert.That(peer.Pass(TimeSpan.FromSeconds(2)).Select(chunk => chunk.DataTsn).Distinct().Single(), Is.EqualTo(peer.TheirInitialTsn));
        List<SentChunk> sent = peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn, 0));
        Assert.That(sent.Single().DataTsn, Is.EqualTo(peer.TheirInitialTsn + 1));
        sent = peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn + 1, 10_000));
        Assert.That(sent, Has.Count.GreaterThan(1));
    }

    [Test]
    public void What_was_sent_twice_measures_no_round_trip()
    {
        var peer = new ScriptedPeer();
        peer.Send(0, new byte[10]);
        peer.Drain();
        peer.Pass(TimeSpan.FromMilliseconds(600));
        peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn, 100_000));
        Assert.That(peer.Association.Statistics.SmoothedRoundTrip, Is.EqualTo(TimeSpan.Zero));
        peer.Send(0, new byte[10]);
        peer.Drain();
        peer.Now += TimeSpan.FromMilliseconds(80);
        peer.SendChunks(ScriptedPeer.Sack(peer.TheirInitialTsn + 1, 100_000));
        Assert.That(peer.Association.Statistics.SmoothedRoundTrip, Is.EqualTo(TimeSpan.FromMilliseconds(80)));
    }

    /// <summary>Sends messages of one packet each, all at once: a burst of four, acknowledged by no one.</summary>
    private static void SendWhole(ScriptedPeer peer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            peer.Send(0, new byte[FullFragment]);
            peer.Drain();
        }
    }
}
