using RtcVoice.Audio.Resampling;
using RtcVoice.Audio.Tests.Signals;

namespace RtcVoice.Audio.Tests.Resampling;

public class ResamplerTests
{
    private static readonly (int In, int Out)[] Pairs =
    [
        (8_000, 16_000), (8_000, 24_000), (8_000, 48_000),
        (16_000, 8_000), (16_000, 24_000), (16_000, 48_000),
        (24_000, 8_000), (24_000, 16_000), (24_000, 48_000),
        (48_000, 8_000), (48_000, 16_000), (48_000, 24_000),
        (22_050, 48_000), (44_100, 48_000),
    ];

    [TestCaseSource(nameof(Pairs))]
    public void The_passband_is_flat_and_in_time((int In, int Out) rates)
    {
        int nyquist = Math.Min(rates.In, rates.Out) / 2;
        double ripple = 0;
        double delay = 0;
        for (double part = 0.02; part <= 0.9001; part += 0.0275)
        {
            double frequency = nyquist * part;
            short[] output = Convert(Tone.Make(frequency, rates.In, rates.In / 2), rates);
            int skip = rates.Out / 20;
            (double amplitude, double phase, _) = Tone.Fit(output.AsSpan(skip, output.Length - (2 * skip)), frequency, rates.Out, skip);
            ripple = Math.Max(ripple, Math.Abs(20 * Math.Log10(amplitude / 29_000)));
            delay = Math.Max(delay, Math.Abs(phase / (2 * Math.PI * frequency)) * 1e6);
        }

        TestContext.Out.WriteLine($"{rates.In} -> {rates.Out}: ripple {ripple:F4} dB, displacement {delay:F3} us");
        Assert.That(ripple, Is.LessThan(0.01), "dB");
        Assert.That(delay, Is.LessThan(0.1), "us");
    }

    [TestCaseSource(nameof(Pairs))]
    public void Images_and_aliases_are_80_dB_down((int In, int Out) rates)
    {
        double lower = Math.Min(rates.In, rates.Out) / 2.0;
        double worst = double.NegativeInfinity;
        double worstAt = 0;
        for (double frequency = lower * 0.013; frequency < rates.In / 2.0; frequency += lower * 0.0137)
        {
            short[] output = Convert(Tone.Make(frequency, rates.In, rates.In / 4), rates);
            int skip = rates.Out / 20;
            ReadOnlySpan<short> steady = output.AsSpan(skip, output.Length - (2 * skip));

            // What is above the lower Nyquist frequency has to vanish; of what is below, all but the tone itself.
            double rest = frequency >= lower ? Rms(steady) : Tone.Fit(steady, frequency, rates.Out, skip).Residue;
            double level = 20 * Math.Log10(Math.Max(rest, 1e-3) / (29_000 / Math.Sqrt(2)));
            if (level > worst)
            {
                (worst, worstAt) = (level, frequency);
            }
        }

        TestContext.Out.WriteLine($"{rates.In} -> {rates.Out}: {worst:F1} dB at {worstAt:F0} Hz");
        Assert.That(worst, Is.LessThan(-80));
    }

    [TestCaseSource(nameof(Pairs))]
    public void Chunks_of_any_length_give_what_the_whole_gives((int In, int Out) rates)
    {
        const int Seed = 4711;
        TestContext.Out.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        short[] input = Noise(random, 5_003);
        short[] whole = Convert(input, rates);
        Assert.That(whole, Has.Length.EqualTo((int)Math.Ceiling((decimal)input.Length * rates.Out / rates.In)), "total output count");

        var resampler = new Resampler(rates.In, rates.Out);
        for (int round = 0; round < 3; round++)
        {
            var pieces = new List<short>();
            for (int at = 0; at < input.Length;)
            {
                int take = Math.Min(input.Length - at, random.Next(random.Next(3) == 0 ? 3_000 : 30));
                short[] output = new short[resampler.GetOutputCount(take)];
                Assert.That(resampler.Process(input.AsSpan(at, take), output), Is.EqualTo(output.Length));
                pieces.AddRange(output);
                at += take;
                Assert.That(resampler.InputCount, Is.EqualTo(at));
                Assert.That(resampler.OutputCount, Is.EqualTo(pieces.Count));
            }

            short[] tail = new short[resampler.GetFlushCount()];
            Assert.That(resampler.Flush(tail), Is.EqualTo(tail.Length));
            pieces.AddRange(tail);
            Assert.That(pieces, Is.EqualTo(whole), $"round {round}: a flushed resampler begins anew");
        }
    }

    [Test]
    public void The_latency_is_what_it_says([Values(8_000, 16_000, 24_000, 48_000)] int from, [Values(16_000, 48_000)] int to)
    {
        var resampler = new Resampler(from, to);
        int fed = 0;
        short[] one = [1000];
        short[] output = new short[8];
        while (fed < 10_000 && resampler.Process(one, output) == 0)
        {
            fed++;
        }

        Assert.That(fed, Is.EqualTo(resampler.LookaheadSamples));
        Assert.That(resampler.Latency.TotalMilliseconds, Is.LessThan(7.5));
        TestContext.Out.WriteLine($"{from} -> {to}: {fed} samples, {resampler.Latency.TotalMilliseconds:F2} ms");
    }

    [Test]
    public void Equal_rates_pass_through()
    {
        var resampler = new Resampler(48_000, 48_000);
        short[] output = new short[3];
        Assert.That(resampler.Process([1, -2, 3], output), Is.EqualTo(3));
        Assert.That(output, Is.EqualTo(new short[] { 1, -2, 3 }));
        Assert.That(resampler.Flush([]), Is.Zero);
        Assert.That(resampler.LookaheadSamples, Is.Zero);
    }

    [Test]
    public void A_full_scale_square_is_clipped_and_does_not_wrap_around()
    {
        short[] input = new short[2_400];
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = i / 60 % 2 == 0 ? short.MaxValue : short.MinValue;
        }

        short[] output = Convert(input, (24_000, 48_000));
        for (int i = 200; i < output.Length - 200; i++)
        {
            // Away from the edges the sign is the input's; a wrap-around would turn it.
            if (i / 2 % 60 is > 10 and < 50)
            {
                Assert.That(Math.Sign(output[i]), Is.EqualTo(Math.Sign(input[i / 2])), $"sample {i}");
            }
        }
    }

    [Test]
    public void Rates_without_a_simple_ratio_are_refused()
    {
        Assert.That(() => new Resampler(47_999, 48_000), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Resampler(0, 48_000), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Resampler(48_000, int.MaxValue), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Too_small_an_output_is_refused_before_anything_is_taken()
    {
        var resampler = new Resampler(24_000, 48_000);
        Assert.That(() => resampler.Process(new short[480], new short[10]), Throws.ArgumentException);
        Assert.That(resampler.InputCount, Is.Zero);
    }

    [Test]
    public void Converting_allocates_nothing()
    {
        var up = new Resampler(24_000, 48_000);
        var down = new Resampler(48_000, 16_000);
        short[] input = Noise(new Random(1), 480);
        short[] middle = new short[1_100];
        short[] output = new short[1_100];
        long bytes = Allocation.Of(100_000, i =>
        {
            int count = up.Process(input.AsSpan(0, 1 + (i % 20)), middle);
            down.Process(middle.AsSpan(0, count), output);
            if (i % 1_000 == 0)
            {
                up.Flush(middle);
                down.Flush(output);
            }
        });
        Assert.That(bytes, Is.Zero);
    }

    private static short[] Convert(short[] input, (int In, int Out) rates)
    {
        var resampler = new Resampler(rates.In, rates.Out);
        short[] output = new short[(int)(((long)input.Length * rates.Out / rates.In) + 2)];
        int count = resampler.Process(input, output);
        count += resampler.Flush(output.AsSpan(count));
        return output[..count];
    }

    private static short[] Noise(Random random, int count)
    {
        short[] samples = new short[count];
        for (int i = 0; i < count; i++)
        {
            samples[i] = (short)random.Next(short.MinValue, short.MaxValue + 1);
        }

        return samples;
    }

    private static double Rms(ReadOnlySpan<short> samples)
    {
        double sum = 0;
        foreach (short s in samples)
        {
            sum += (double)s * s;
        }

        return Math.Sqrt(sum / samples.Length);
    }
}
