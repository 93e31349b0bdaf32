using RtcVoice.Audio.JitterBuffer;
using RtcVoice.Timing;

namespace RtcVoice.Audio.Tests.JitterBuffer;

public class UplinkJitterBufferTests
{
    private UplinkJitterBuffer _buffer = null!;
    private PlayoutLog _log = null!;

    [SetUp]
    public void SetUp()
    {
        _buffer = new UplinkJitterBuffer();
        _log = new PlayoutLog(_buffer);
    }

    [Test]
    public void A_steady_stream_plays_whole_and_in_order_with_a_short_wait([Values(0, 3, 7, 12, 19)] int phase)
    {
        SeededUplink link = Link(1, phase: phase);
        Run(link, 5);

        long[] played = Played();
        Assert.That(played, Is.EqualTo(Enumerable.Range(0, played.Length).Select(i => (long)i)));
        Assert.That(_log.Entries.SkipWhile(l => l.Kind == PlayoutKind.Waiting).Select(l => l.Kind), Has.All.EqualTo(PlayoutKind.Packet));
        Assert.That(_buffer.TargetDelay, Is.EqualTo(TimeSpan.FromMilliseconds(20)), "no jitter: the floor");
        Assert.That(_buffer.Delay.TotalMilliseconds, Is.InRange(30, 50), "it began with the target of the start, 40 +- 10");
    }

    [Test]
    public void Packets_that_overtake_each_other_are_put_back_in_order()
    {
        SeededUplink link = Link(2);
        link.Journey = n => TimeSpan.FromMilliseconds(n % 5 == 3 ? 55 : 30);
        Run(link, 20);
        Assert.That(Played(), Is.Ordered.Ascending);
        Assert.That(Played(), Is.Unique);
        Assert.That(LostAfter(250), Is.Zero, "once the wait is learned nothing is lost");
    }

    [Test]
    public void A_packet_that_comes_twice_plays_once()
    {
        SeededUplink link = Link(3);
        var results = new List<PutResult>();
        Func<long, long, byte[], Instant, PutResult> put = link.Put!;
        var past = new Queue<(long, long, byte[])>();
        link.Put = (sequence, timestamp, payload, arrival) =>
        {
            PutResult first = put(sequence, timestamp, payload, arrival);
            results.Add(put(sequence, timestamp, payload, arrival));
            past.Enqueue((sequence, timestamp, payload));
            if (past.Count > 20)
            {
                (long s, long t, byte[] p) = past.Dequeue();
                results.Add(put(s, t, p, arrival));
            }

            return first;
        };
        Run(link, 5);
        Assert.That(results, Has.All.EqualTo(PutResult.Duplicate));
        Assert.That(Played(), Is.Unique);
        Assert.That(_buffer.Statistics.Duplicate, Is.EqualTo(results.Count));
        Assert.That(_buffer.Statistics.Late, Is.Zero);
        Assert.That(_buffer.TargetDelay.TotalMilliseconds, Is.EqualTo(20), "copies are not taken for jitter");
    }

    [Test]
    public void A_packet_behind_its_time_is_dropped_and_counted()
    {
        SeededUplink link = Link(4);
        link.Journey = n => TimeSpan.FromMilliseconds(n == 100 ? 230 : 30);
        Run(link, 5);
        Assert.That(_buffer.Statistics.Late, Is.EqualTo(1));
        Assert.That(Played(), Has.No.Member(100L));
        Assert.That(_log.Entries.Count(l => l.Kind == PlayoutKind.Lost), Is.EqualTo(1));
        Assert.That(Played(), Is.SupersetOf(Enumerable.Range(101, 100).Select(i => (long)i)));
    }

    [Test]
    public void The_wait_follows_jitter_of_40_ms_and_then_loses_little()
    {
        SeededUplink link = Link(5);
        link.Journey = _ => TimeSpan.FromMilliseconds(30 + (40 * link.Random.NextDouble()));
        Run(link, 60);
        int lost = LostAfter(10 * 50);
        TestContext.Out.WriteLine($"target {_buffer.TargetDelay.TotalMilliseconds} ms, delay {_buffer.Delay.TotalMilliseconds:F1} ms, lost {lost} of 2500");
        Assert.That(_buffer.TargetDelay.TotalMilliseconds, Is.InRange(40, 60));
        Assert.That(lost, Is.LessThan(25), "1 %");
    }

    [Test]
    public void A_sender_whose_clock_jumps_once_is_not_waited_for_ever_after([Values(-350, 350)] int jump)
    {
        SeededUplink link = Link(7);
        link.Journey = n => TimeSpan.FromMilliseconds(400 + (n < 30 * 50 ? 0 : jump));
        Run(link, 36);
        TestContext.Out.WriteLine($"target {_buffer.TargetDelay.TotalMilliseconds} ms, delay {_buffer.Delay.TotalMilliseconds:F1} ms");
        Assert.That(_buffer.TargetDelay.TotalMilliseconds, Is.LessThanOrEqualTo(60));
    }

    [Test]
    public void The_wait_comes_down_again_when_the_jitter_ends()
    {
        SeededUplink link = Link(6);
        bool calm = false;
        link.Journey = _ => TimeSpan.FromMilliseconds(30 + (calm ? 0 : 120 * link.Random.NextDouble()));
        Run(link, 30);
        TimeSpan rough = _buffer.TargetDelay;
        calm = true;
        Run(link, 120);
        TestContext.Out.WriteLine($"target {rough.TotalMilliseconds} ms, then {_buffer.TargetDelay.TotalMilliseconds} ms");
        Assert.That(rough.TotalMilliseconds, Is.InRange(110, 150));
        Assert.That(_buffer.TargetDelay.TotalMilliseconds, Is.EqualTo(20));
    }

    [Test]
    public void The_wait_never_exceeds_its_cap()
    {
        SeededUplink link = Link(7);
        link.Journey = _ => TimeSpan.FromMilliseconds(30 + (1_500 * link.Random.NextDouble()));
        Run(link, 60);
        Assert.That(_buffer.TargetDelay.TotalMilliseconds, Is.EqualTo(400));
    }

    [Test]
    public void Every_lost_packet_is_told_once([Values(1, 5, 20)] int percent)
    {
        SeededUplink link = Link(8);
        var lost = new HashSet<long>();
        link.Journey = n => link.Random.Next(100) < percent && lost.Add(n) ? null : TimeSpan.FromMilliseconds(30);
        Run(link, 60);
        long last = Played()[^1];
        Assert.That(Played(), Is.EqualTo(Enumerable.Range(0, (int)last + 1).Select(i => (long)i).Where(n => !lost.Contains(n))));
        Assert.That(_buffer.Statistics.LostSamples / 960, Is.EqualTo(lost.Count(n => n < last)).Within(2));
        Assert.That(_log.Entries.Skip(5).Select(l => l.Kind), Has.None.EqualTo(PlayoutKind.Waiting));
    }

    [Test]
    public void A_lost_packet_is_recovered_where_the_next_one_has_a_copy()
    {
        SeededUplink link = Link(9, phase: 19);
        link.PayloadOf = n => SeededUplink.Payload(n, SeededUplink.HybridToc, first: 0x40);
        var lost = new HashSet<long>();
        link.Journey = n => n % 20 == 7 && lost.Add(n) ? null : TimeSpan.FromMilliseconds(30);
        Run(link, 20);
        long recovered = _buffer.Statistics.RecoverableSamples / 960;
        TestContext.Out.WriteLine($"{lost.Count} lost, {recovered} recoverable, target {_buffer.TargetDelay.TotalMilliseconds} ms");
        Assert.That(_buffer.TargetDelay.TotalMilliseconds, Is.EqualTo(30), "losses make the successor worth waiting for");
        Assert.That(recovered, Is.EqualTo(lost.Count).Within(1));
        Assert.That(_log.Entries.Where(l => l.Kind == PlayoutKind.Recoverable).Select(l => l.Number - 1), Is.SubsetOf(lost));
    }

    [Test]
    public void Only_the_last_of_a_burst_of_losses_is_recovered()
    {
        SeededUplink link = Link(10, phase: 19);
        link.PayloadOf = n => SeededUplink.Payload(n, SeededUplink.HybridToc, first: 0x40);
        link.Journey = n => n is >= 100 and < 104 ? null : TimeSpan.FromMilliseconds(30);
        Run(link, 4);
        PlayoutKind[] kinds = [.. _log.Entries.SkipWhile(l => l.Number != 99).Skip(1).Take(5).Select(l => l.Kind)];
        Assert.That(kinds[^1], Is.EqualTo(PlayoutKind.Packet));
        Assert.That(kinds[..3], Has.All.EqualTo(PlayoutKind.Lost));
        Assert.That(kinds[3], Is.EqualTo(PlayoutKind.Recoverable));
    }

    [Test]
    public void A_stall_of_the_network_loses_no_sound()
    {
        SeededUplink link = Link(11);
        link.Journey = n => TimeSpan.FromMilliseconds(n is >= 100 and < 115 ? 30 + (20 * (115 - n)) : 30);
        Run(link, 10);
        Assert.That(Played(), Is.EqualTo(Enumerable.Range(0, Played().Length).Select(i => (long)i)));
        Assert.That(_buffer.Statistics.Late, Is.Zero);
        Assert.That(_buffer.GetSurplus(link.Now).TotalMilliseconds, Is.GreaterThan(-10));
    }

    [Test]
    public void After_starving_for_long_it_waits_until_the_stream_is_back()
    {
        SeededUplink link = Link(12);
        link.Journey = n => n is >= 100 and < 200 ? null : TimeSpan.FromMilliseconds(30);
        Run(link, 10);
        Assert.That(_log.Entries.Count(l => l.Kind == PlayoutKind.Lost), Is.EqualTo(6), "120 ms are concealed");
        Assert.That(_log.Entries.Count(l => l.Kind == PlayoutKind.Waiting), Is.InRange(94, 99));
        Assert.That(Played(), Does.Contain(200L));
        Assert.That(_buffer.Statistics.Restarts, Is.EqualTo(2));
        Assert.That(_buffer.Delay.TotalMilliseconds, Is.LessThan(40));
    }

    [Test]
    public void A_pause_with_the_clock_held_does_not_delay_what_follows([Values(3_000, 10_000)] int pause)
    {
        SeededUplink link = Link(13);
        link.Journey = n => TimeSpan.FromMilliseconds(n < 100 ? 30 : 30 + pause);
        Run(link, 30);
        Assert.That(Played(), Is.Ordered.Ascending);
        Assert.That(Played(), Does.Contain(100L));
        Assert.That(_buffer.Delay.TotalMilliseconds, Is.LessThan(60));
        Assert.That(_buffer.TargetDelay.TotalMilliseconds, Is.LessThan(60));
    }

    [Test]
    public void Silence_that_the_sender_leaves_out_is_a_pause_and_no_loss()
    {
        // DTX: one packet of two bytes every 400 ms, sequence numbers without gaps, timestamps by the clock.
        var now = Instant.Origin;
        long sequence = 10;
        for (int i = 0; i < 200; i++)
        {
            now += TimeSpan.FromMilliseconds(20);
            bool speech = i is < 50 or > 150;
            if (speech || i % 20 == 10)
            {
                _buffer.Put(sequence++, i * 960L, speech ? SeededUplink.Payload(i) : [SeededUplink.PlainToc, 0], now);
            }

            _log.Pull(now + TimeSpan.FromMilliseconds(1));
        }

        Assert.That(_log.Entries.Count(l => l.Kind == PlayoutKind.Lost), Is.LessThanOrEqualTo(3), "only until the first DTX packet explains the pause");
        Assert.That(_buffer.Statistics.PausedSamples / 960, Is.GreaterThan(80));
        Assert.That(_log.Entries.Count(l => l.Kind == PlayoutKind.Packet), Is.GreaterThan(95));
        Assert.That(_buffer.Delay.TotalMilliseconds, Is.LessThan(60));
    }

    [Test]
    public void A_sender_clock_that_drifts_keeps_the_wait_in_bounds([Values(-200, 200)] int ppm)
    {
        // The reader pulls a second packet where the wait is too long, as UplinkDecoder does in quiet moments.
        var link = new SeededUplink(14) { DriftPpm = ppm };
        Attach(link);
        double worst = 0;
        link.Run(TimeSpan.FromMinutes(15), now =>
        {
            _log.Pull(now);
            worst = Math.Max(worst, _buffer.Delay.TotalMilliseconds);
            if (_buffer.GetSurplus(now).TotalMilliseconds >= 0)
            {
                _log.Pull(now);
            }
        });
        TestContext.Out.WriteLine($"longest wait {worst:F1} ms, lost {_buffer.Statistics.LostSamples / 960}");
        Assert.That(worst, Is.LessThan(55));
        Assert.That(Played(), Is.EqualTo(Enumerable.Range(0, Played().Length).Select(i => (long)i)));
        Assert.That(_buffer.Statistics.LostSamples / 960, Is.LessThan(14), "180 ms of drift");
    }

    [Test]
    public void A_jump_of_the_timestamps_begins_a_new_stream([Values(-1_000_000_000L, -90_000L, 90_000L, 1L << 31, 1L << 50)] long jump)
    {
        var now = Instant.Origin;
        for (int i = 0; i < 200; i++)
        {
            now += TimeSpan.FromMilliseconds(20);
            _buffer.Put(i, 5_000_000_000 + (i * 960L) + (i >= 100 ? jump : 0), SeededUplink.Payload(i), now);
            _log.Pull(now + TimeSpan.FromMilliseconds(1));
        }

        Assert.That(Played(), Is.Ordered.Ascending);
        Assert.That(Played(), Is.SupersetOf(Enumerable.Range(104, 90).Select(i => (long)i)), "four packets at most are lost");
        Assert.That(_buffer.Delay.TotalMilliseconds, Is.LessThan(60));
        Assert.That(_buffer.Statistics.Restarts, Is.EqualTo(2));
    }

    [Test]
    public void A_jump_of_the_sequence_is_believed_when_it_is_confirmed([Values(-20_000, 20_000)] int jump)
    {
        var now = Instant.Origin;
        for (int i = 0; i < 200; i++)
        {
            now += TimeSpan.FromMilliseconds(20);
            _buffer.Put(100_000 + i + (i >= 100 ? jump : 0), i * 960L, SeededUplink.Payload(i), now);
            _log.Pull(now + TimeSpan.FromMilliseconds(1));
        }

        Assert.That(Played(), Is.SupersetOf(Enumerable.Range(102, 90).Select(i => (long)i)));
        Assert.That(_buffer.Statistics.Contradictory, Is.EqualTo(1));
    }

    [Test]
    public void One_stray_packet_disturbs_nothing()
    {
        SeededUplink link = Link(15);
        Func<long, long, byte[], Instant, PutResult> put = link.Put!;
        Run(link, 1);
        link.Put = (sequence, timestamp, payload, arrival) =>
        {
            Assert.That(put(sequence + 500_000, timestamp + 17, payload, arrival), Is.EqualTo(PutResult.Contradictory));
            Assert.That(put(sequence - 30, timestamp + (long.MaxValue / 2), payload, arrival), Is.Not.EqualTo(PutResult.Accepted));
            return put(sequence, timestamp, payload, arrival);
        };
        Run(link, 5);
        Assert.That(Played(), Is.EqualTo(Enumerable.Range(0, Played().Length).Select(i => (long)i)));
    }

    [Test]
    public void A_new_source_begins_at_once_after_a_reset()
    {
        SeededUplink link = Link(16);
        Run(link, 2);
        _buffer.Reset();
        Assert.That(_buffer.Count, Is.Zero);
        var other = new SeededUplink(17) { FirstSequence = 3, FirstTimestamp = 77 };
        Attach(other);
        _log.Entries.Clear();
        Run(other, 2);
        Assert.That(Played(), Is.EqualTo(Enumerable.Range(0, Played().Length).Select(i => (long)i)));
        Assert.That(Played(), Has.Length.GreaterThan(90));
    }

    [Test]
    public void A_redundant_copy_fills_the_gap_of_a_lost_packet()
    {
        SeededUplink link = Link(18, phase: 19);
        Func<long, long, byte[], Instant, PutResult> put = link.Put!;
        link.Put = (sequence, timestamp, payload, arrival) =>
        {
            long number = SeededUplink.NumberOf(payload);
            _buffer.Put(sequence - 1, timestamp - 960, SeededUplink.Payload(number - 1), arrival, isRedundant: true);
            return put(sequence, timestamp, payload, arrival);
        };
        link.Journey = n => n % 10 == 4 ? null : TimeSpan.FromMilliseconds(30);
        Run(link, 10);
        Assert.That(Played(), Is.EqualTo(Enumerable.Range((int)Played()[0], Played().Length).Select(i => (long)i)));
        Assert.That(_buffer.TargetDelay.TotalMilliseconds, Is.LessThanOrEqualTo(30));
    }

    [Test]
    public void Packets_of_other_durations_play_for_as_long_as_they_last([Values(0xF0, 0x58)] byte toc)
    {
        // 0xF0: CELT 10 ms; 0x58: SILK 60 ms.
        Assert.That(Audio.Opus.OpusPacket.TryRead([toc, 0], out Audio.Opus.OpusPacket framing), Is.True);
        int samples = framing.DurationSamples;
        long wanted = 0;
        long given = 0;
        long next = 0;
        for (int tick = 0; tick < 300; tick++)
        {
            Instant now = Instant.Origin + TimeSpan.FromMilliseconds(20 * tick);
            while ((next + 1) * samples <= tick * 960)
            {
                _buffer.Put(next, next * samples, SeededUplink.Payload(next, toc), now);
                next++;
            }

            wanted = tick < 20 ? wanted : wanted + 960;
            while (given < wanted)
            {
                PlayoutDecision decision = _buffer.Pull(now);
                given += decision.Samples;
                if (tick > 30)
                {
                    Assert.That(decision.Kind, Is.EqualTo(PlayoutKind.Packet));
                    Assert.That(decision.Samples, Is.EqualTo(samples));
                }
            }
        }

        Assert.That(_buffer.Statistics.Played, Is.GreaterThan(80));
    }

    private SeededUplink Link(int seed, int phase = 7)
    {
        var link = new SeededUplink(seed) { Phase = TimeSpan.FromMilliseconds(phase) };
        Attach(link);
        return link;
    }

    private void Attach(SeededUplink link) =>
        link.Put = (sequence, timestamp, payload, arrival) => _buffer.Put(sequence, timestamp, payload, arrival);

    private void Run(SeededUplink link, double seconds) => link.Run(TimeSpan.FromSeconds(seconds), _log.Pull);

    private long[] Played() => [.. _log.Entries.Where(l => l.Kind == PlayoutKind.Packet).Select(l => l.Number)];

    private int LostAfter(int ticks) => _log.Entries.Skip(ticks).Count(l => l.Kind is PlayoutKind.Lost or PlayoutKind.Waiting);
}
