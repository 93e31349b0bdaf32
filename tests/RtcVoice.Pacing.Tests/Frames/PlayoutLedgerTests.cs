using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Playout;
using RtcVoice.TestKit;
using RtcVoice.Timing;

namespace RtcVoice.Pacing.Tests.Frames;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class PlayoutLedgerTests
{
    private readonly PlayoutLedger _ledger = new();
    private long _next;

    [Test]
    public void Frames_without_a_gap_are_one_range()
    {
        Depart(960, segment: 1, offset: 0);
        Depart(1_920, segment: 1, offset: 960);
        Depart(2_880, segment: 1, offset: 1_920, samples: 400);
        Assert.That(_ledger.Count, Is.EqualTo(1));
        Assert.That(_ledger[0], Is.EqualTo(new PlayoutRange(960, 1, 0, 2_320)));
        Assert.That(_ledger.DepartedThrough, Is.EqualTo(960 + 2_320));
    }

    [Test]
    public void A_missed_slot_an_underrun_and_another_segment_begin_new_ranges()
    {
        Depart(0, segment: 1, offset: 0);
        Depart(1_920, segment: 1, offset: 960);
        Depart(2_880, segment: 1, offset: 1_920, samples: 480);
        Depart(3_840, segment: 1, offset: 2_400);
        Depart(4_800, segment: 2, offset: 0);
        Assert.That(Enumerable.Range(0, _ledger.Count).Select(i => _ledger[i].MediaTime), Is.EqualTo(new[] { 0, 1_920, 3_840, 4_800 }));
        Assert.That(_ledger.TryFind(1_000, out _), Is.False, "a missed slot was silent");
        Assert.That(_ledger.TryFind(2_880 + 479, out PlayoutRange found) && found.Segment == 1);
        Assert.That(_ledger.TryFind(2_880 + 480, out _), Is.False);
        Assert.That(_ledger.TryFind(5_760, out _), Is.False, "it has not come");
    }

    [TestCase(0, 0)]
    [TestCase(100, 100)]
    [TestCase(1_500, 960, Description = "in the silence of the missed slot")]
    [TestCase(1_930, 970)]
    [TestCase(long.MaxValue, 1_920)]
    public void The_position_of_a_segment_follows_the_media_clock(long mediaTime, long position)
    {
        Depart(0, segment: 7, offset: 0);
        Depart(1_920, segment: 7, offset: 960);
        Assert.That(_ledger.PositionOf(7, mediaTime), Is.EqualTo(position));
        Assert.That(_ledger.PositionOf(8, mediaTime), Is.Zero);
    }

    [Test]
    public void A_word_that_is_said_again_moves_no_position_back()
    {
        Depart(0, segment: 1, offset: 0);
        Depart(960, segment: 1, offset: 960);
        Depart(9_600, segment: 1, offset: 480);
        Assert.That(_ledger.PositionOf(1, 9_700), Is.EqualTo(1_920));
        Assert.That(_ledger.PositionOf(1, long.MaxValue), Is.EqualTo(1_920));
    }

    [Test]
    public void It_keeps_the_newest_and_allocates_nothing()
    {
        long allocated = Allocations.Measure(() =>
        {
            for (int i = 0; i < 10 * PlayoutLedger.Capacity; i++)
            {
                Depart(_next * 1_920L, segment: _next++, offset: 0);
            }
        });
        Assert.That(allocated, Is.Zero);
        Assert.That(_ledger.Count, Is.EqualTo(PlayoutLedger.Capacity));
        Assert.That(_ledger[0].Segment, Is.EqualTo(_next - PlayoutLedger.Capacity));
        Assert.That(() => _ledger[PlayoutLedger.Capacity], Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private void Depart(long mediaTime, long segment, long offset, int samples = 960) =>
        _ledger.Add(new Departure(mediaTime, new FrameTag(segment, offset, samples, FrameContent.Speech), Instant.Origin));
}
