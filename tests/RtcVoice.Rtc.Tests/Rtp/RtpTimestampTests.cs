using RtcVoice.Rtc.Rtp;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Rtp;

[TestFixture]
internal sealed class RtpTimestampTests
{
    [TestCase(0u, 960, 960u)]
    [TestCase(uint.MaxValue - 959, 960, 0u)]
    [TestCase(0u, -1, uint.MaxValue)]
    [TestCase(5u, int.MinValue, 0x8000_0005u)]
    public void Addition_wraps(uint start, int units, uint expected)
    {
        Assert.That(new RtpTimestamp(start) + units, Is.EqualTo(new RtpTimestamp(expected)));
        Assert.That(new RtpTimestamp(expected) - units, Is.EqualTo(new RtpTimestamp(start)));
    }

    [TestCase(0u, uint.MaxValue - 959, 960)]
    [TestCase(uint.MaxValue, 0u, -1)]
    [TestCase(1000u, 40u, 960)]
    public void A_difference_is_the_shorter_way_round(uint later, uint earlier, int expected) =>
        Assert.That(new RtpTimestamp(later) - new RtpTimestamp(earlier), Is.EqualTo(expected));

    [Test]
    public void Newer_is_told_across_the_wrap()
    {
        Assert.That(new RtpTimestamp(5).IsNewerThan(new RtpTimestamp(uint.MaxValue)), Is.True);
        Assert.That(new RtpTimestamp(uint.MaxValue).IsNewerThan(new RtpTimestamp(5)), Is.False);
        Assert.That(new RtpTimestamp(5).IsNewerThan(new RtpTimestamp(5)), Is.False);
    }

    [TestCase(20_000_000L, 960u)]
    [TestCase(0L, 0u)]
    [TestCase(-20_000_000L, uint.MaxValue - 959)]
    [TestCase(1L, 0u)]
    [TestCase(-1L, uint.MaxValue)]
    [TestCase(89_478_485_333_333L, uint.MaxValue)]
    [TestCase(89_478_485_333_334L, 0u)]
    public void A_media_clock_is_read_at_any_instant(long nanoseconds, uint expected)
    {
        var clock = new RtpClock(new RtpTimestamp(0), new Instant(1_000_000_000_000), RtpClock.OpusRate);
        Assert.That(clock.Read(new Instant(1_000_000_000_000 + nanoseconds)), Is.EqualTo(new RtpTimestamp(expected)));
    }

    [Test]
    public void A_media_clock_does_not_overflow_in_a_century()
    {
        long century = 36_525L * 86_400 * 1_000_000_000;
        Assert.That(RtpClock.Units(century, RtpClock.OpusRate), Is.EqualTo(36_525L * 86_400 * 48_000));
    }
}
