using FsCheck;
using FsCheck.Fluent;
using RtcVoice.Rtc.Srtp;

namespace RtcVoice.Rtc.Tests.Srtp;

[TestFixture]
internal sealed class ReplayWindowTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithReplay(3711, 1).WithMaxTest(2000);

    [Test]
    public void Any_sequence_of_indices_is_judged_as_a_set_would([Values(64, 128, 1024)] int size)
    {
        Arbitrary<int[]> steps = Gen.Frequency(
            (6, Gen.Choose(-5, 5)),
            (3, Gen.Choose(-size - 5, size + 5)),
            (1, Gen.Choose(-3 * size, 3 * size))).ArrayOf().ToArbitrary();
        Check.One(Seeded, Prop.ForAll(steps, walk =>
        {
            var window = new ReplayWindow(size);
            var seen = new HashSet<long>();
            long highest = 100_000;
            window.Record((ulong)highest);
            seen.Add(highest);
            foreach (int step in walk)
            {
                long index = highest + step;
                bool expected = index > highest || (highest - index < size && !seen.Contains(index));
                if (window.IsFresh((ulong)index) != expected)
                {
                    return false;
                }

                if (expected)
                {
                    window.Record((ulong)index);
                    seen.Add(index);
                    highest = Math.Max(highest, index);
                }
            }

            return window.Highest == (ulong)highest;
        }));
    }

    [Test]
    public void The_first_index_is_fresh_even_when_it_is_zero()
    {
        var window = new ReplayWindow(64);
        Assert.That(window.IsFresh(0), Is.True);
        window.Record(0);
        Assert.That(window.IsFresh(0), Is.False);
        Assert.That(window.IsFresh(1), Is.True);
    }

    [Test]
    public void An_estimate_is_right_for_any_index_within_half_a_turn()
    {
        Gen<(long Highest, int Step)> gen =
            from highest in Gen.Choose(40_000, int.MaxValue)
            from step in Gen.Choose(-32_767, 32_767)
            select ((long)highest, step);
        Check.One(Seeded, Prop.ForAll(gen.ToArbitrary(), pair =>
        {
            long expected = pair.Highest + pair.Step;
            return SrtpIndex.TryEstimate((ulong)pair.Highest, unchecked((ushort)expected), out ulong index) && index == (ulong)expected;
        }));
    }

    [Test]
    public void The_last_index_of_a_key_is_the_last()
    {
        Assert.That(SrtpIndex.TryEstimate(SrtpIndex.End - 1, 0, out _), Is.False);
        Assert.That(SrtpIndex.TryAdvance(SrtpIndex.End - 1, 0, out _), Is.False);
        Assert.That(SrtpIndex.TryAdvance(SrtpIndex.End - 2, 0xFFFF, out ulong last), Is.True);
        Assert.That(last, Is.EqualTo(SrtpIndex.End - 1));
    }
}
