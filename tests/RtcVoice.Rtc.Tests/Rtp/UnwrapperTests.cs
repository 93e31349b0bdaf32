using FsCheck;
using FsCheck.Fluent;
using RtcVoice.Rtc.Rtp;

namespace RtcVoice.Rtc.Tests.Rtp;

[TestFixture]
internal sealed class UnwrapperTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithReplay(3550, 1).WithMaxTest(500);

    [Test]
    public void Sequence_numbers_go_on_past_the_wrap()
    {
        SequenceUnwrapper unwrapper = default;
        Assert.That(unwrapper.Unwrap(65534), Is.EqualTo(65534));
        Assert.That(unwrapper.Unwrap(65535), Is.EqualTo(65535));
        Assert.That(unwrapper.Unwrap(1), Is.EqualTo(65537), "0 was lost");
        Assert.That(unwrapper.Unwrap(0), Is.EqualTo(65536), "and comes late");
        Assert.That(unwrapper.Unwrap(65533), Is.EqualTo(65533), "from before the wrap");
        Assert.That(unwrapper.Highest, Is.EqualTo(65537));
        Assert.That(unwrapper.Peek(2), Is.EqualTo(65538));
        Assert.That(unwrapper.Highest, Is.EqualTo(65537), "a peek remembers nothing");
    }

    [Test]
    public void A_number_before_the_first_comes_out_negative()
    {
        SequenceUnwrapper unwrapper = default;
        unwrapper.Unwrap(1);
        Assert.That(unwrapper.Unwrap(65535), Is.EqualTo(-1));
        TimestampUnwrapper timestamps = default;
        timestamps.Unwrap(new RtpTimestamp(10));
        Assert.That(timestamps.Unwrap(new RtpTimestamp(uint.MaxValue)), Is.EqualTo(-1));
        Assert.That(timestamps.Highest, Is.EqualTo(10));
    }

    [Test]
    public void Any_walk_of_short_steps_is_followed() =>
        Check.One(Seeded, Prop.ForAll(Steps(-32_000, 32_767), steps =>
        {
            SequenceUnwrapper unwrapper = default;
            long position = 40_000;
            long highest = position;
            unwrapper.Unwrap((ushort)position);
            foreach (int step in steps)
            {
                // A step is told from the highest number: less than half the circle either way.
                position = highest + step;
                highest = Math.Max(highest, position);
                if (unwrapper.Unwrap(unchecked((ushort)position)) != position || unwrapper.Highest != highest)
                {
                    return false;
                }
            }

            return true;
        }));

    [Test]
    public void Any_walk_of_timestamps_is_followed() =>
        Check.One(Seeded, Prop.ForAll(Steps(-2_000_000_000, int.MaxValue), steps =>
        {
            TimestampUnwrapper unwrapper = default;
            long position = 4_000_000_000;
            long highest = position;
            unwrapper.Unwrap(new RtpTimestamp((uint)position));
            foreach (int step in steps)
            {
                position = highest + step;
                highest = Math.Max(highest, position);
                if (unwrapper.Unwrap(new RtpTimestamp(unchecked((uint)position))) != position || unwrapper.Highest != highest)
                {
                    return false;
                }
            }

            return true;
        }));

    private static Arbitrary<int[]> Steps(int low, int high) => Gen.Choose(low, high).ArrayOf().ToArbitrary();
}
