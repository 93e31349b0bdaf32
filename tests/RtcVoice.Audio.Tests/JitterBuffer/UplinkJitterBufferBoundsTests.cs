using RtcVoice.Audio.JitterBuffer;
using RtcVoice.Audio.Tests.Signals;
using RtcVoice.Timing;

namespace RtcVoice.Audio.Tests.JitterBuffer;

/// <summary>What no sender, network or reader can make of it.</summary>
public class UplinkJitterBufferBoundsTests
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
    public void A_flood_is_bounded_and_the_newest_sound_is_kept()
    {
        byte[] large = new byte[1_200];
        large[0] = SeededUplink.PlainToc;
        for (int i = 0; i < 1_000; i++)
        {
            _buffer.Put(i, i * 960L, i % 2 == 0 ? large : SeededUplink.Payload(i), Instant.Origin + TimeSpan.FromMilliseconds(i * 20));
            Assert.That(_buffer.Count, Is.LessThanOrEqualTo(UplinkJitterBuffer.MaxPackets));
        }

        JitterBufferStatistics statistics = _buffer.Statistics;
        Assert.That(statistics.Overflowed, Is.EqualTo(1_000 - statistics.Packets));
        _log.Pull(Instant.Origin + TimeSpan.FromSeconds(20));
        Assert.That(_log.Entries[0].Kind, Is.EqualTo(PlayoutKind.Packet));
    }

    [Test]
    public void A_reader_that_was_away_for_longer_than_it_holds_plays_on_with_what_is_there()
    {
        const int Away = 250;
        const int Back = 100;
        Instant now = Instant.Origin;
        for (int i = 0; i < 50 + Away + Back; i++, now += TimeSpan.FromMilliseconds(20))
        {
            _buffer.Put(i, i * 960L, SeededUplink.Payload(i), now);
            if (i is < 50 or >= 50 + Away)
            {
                _log.Pull(now);
            }
        }

        Assert.That(_log.Entries[^Back..].Select(l => l.Kind), Is.All.EqualTo(PlayoutKind.Packet));
        Assert.That(_buffer.Statistics.Overflowed, Is.GreaterThan(Away / 2));
    }

    [Test]
    public void What_is_no_opus_is_refused()
    {
        Assert.That(_buffer.Put(1, 0, [], Instant.Origin), Is.EqualTo(PutResult.Malformed));
        Assert.That(_buffer.Put(1, 0, [0xFF, 0xFF], Instant.Origin), Is.EqualTo(PutResult.Malformed));
        Assert.That(_buffer.Put(1, 0, new byte[1_501], Instant.Origin), Is.EqualTo(PutResult.Malformed));
        Assert.That(_buffer.Statistics.Malformed, Is.EqualTo(3));
    }

    [Test]
    public void Hostile_sequences_and_timestamps_break_nothing([Range(1, 20)] int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        long sequence = 0;
        long timestamp = 0;
        var now = Instant.Origin;
        for (int i = 0; i < 20_000; i++)
        {
            sequence = random.Next(12) switch
            {
                0 => random.NextInt64(long.MinValue, long.MaxValue),
                1 => sequence - random.Next(200),
                2 => sequence + random.Next(4_000),
                _ => unchecked(sequence + 1),
            };
            timestamp = random.Next(12) switch
            {
                0 => random.NextInt64(long.MinValue, long.MaxValue),
                1 => unchecked(timestamp - random.Next(100_000)),
                2 => unchecked(timestamp + random.Next(100_000)),
                3 => timestamp,
                _ => unchecked(timestamp + 960),
            };
            byte[] payload = new byte[random.Next(random.Next(1, 1_600))];
            random.NextBytes(payload);
            _buffer.Put(sequence, timestamp, payload, now, random.Next(5) == 0);
            Assert.That(_buffer.Count, Is.LessThanOrEqualTo(UplinkJitterBuffer.MaxPackets));
            for (int pulls = random.Next(3); pulls > 0; pulls--)
            {
                PlayoutDecision decision = _buffer.Pull(now);
                Assert.That(decision.Samples, Is.InRange(120, 5_760));
                Assert.That(decision.Samples % 120, Is.Zero);
                Assert.That(decision.Payload.Length > 0, Is.EqualTo(decision.Kind is PlayoutKind.Packet or PlayoutKind.Recoverable));
            }

            now += TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(100) : 20);
        }

        // And a decent stream behind it plays.
        for (int i = 0; i < 200; i++)
        {
            now += TimeSpan.FromMilliseconds(20);
            _buffer.Put(7_000_000 + i, 90_000_000 + (i * 960L), SeededUplink.Payload(i), now);
            _log.Pull(now);
        }

        Assert.That(_log.Entries.TakeLast(100).Count(l => l.Kind == PlayoutKind.Packet), Is.GreaterThanOrEqualTo(99));
        _buffer.Reset();
        Assert.That(_buffer.FreeBytes, Is.EqualTo(32 * 1024), "no chunk is lost");
    }

    [Test]
    public void Buffering_allocates_nothing()
    {
        byte[] payload = SeededUplink.Payload(0);
        long bytes = Allocation.Of(100_000, i =>
        {
            Instant now = Instant.Origin + TimeSpan.FromMilliseconds(i * 20);
            if (i % 17 != 0)
            {
                _buffer.Put(i ^ (i % 5 == 0 ? 1 : 0), (i ^ (i % 5 == 0 ? 1 : 0)) * 960L, payload, now);
            }

            _buffer.Pull(now);
            _ = _buffer.Statistics;
        });
        Assert.That(bytes, Is.Zero);
    }
}
