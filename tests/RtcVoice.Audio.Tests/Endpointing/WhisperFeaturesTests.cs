using RtcVoice.Audio.Endpointing;
using RtcVoice.Audio.Tests.Signals;

namespace RtcVoice.Audio.Tests.Endpointing;

public sealed class WhisperFeaturesTests
{
    [Test]
    public void A_tone_is_loudest_in_the_band_around_it_at_all_times()
    {
        // Slaney's scale has 80 bands up to 8 kHz, 15 mel at 1 kHz and 45.25 at 8: the middle of band 26 is at 1,006 Hz.
        float[] features = Compute(Tone.Make(1_000, 16_000, WhisperFeatures.Samples, 5_000));
        for (int frame = 5; frame < WhisperFeatures.Frames - 5; frame++)
        {
            int loudest = Enumerable.Range(0, WhisperFeatures.Bands).MaxBy(band => features[(band * WhisperFeatures.Frames) + frame]);
            Assert.That(loudest, Is.InRange(25, 26), $"frame {frame}");
        }
    }

    [Test]
    public void Loudness_does_not_matter_and_eight_decades_are_kept()
    {
        short[] speech = HumanSpeech.Read(HumanSpeech.Sentences[0]);
        float[] loud = Compute(speech);
        float[] soft = Compute([.. speech.Select(s => (short)(s / 2))]);
        Assert.That(loud.Zip(soft, (a, b) => Math.Abs(a - b)).Average(), Is.LessThan(0.05));
        Assert.That(loud.Max() - loud.Min(), Is.EqualTo(2).Within(1e-5), "8 decades in steps of 4");
    }

    [Test]
    public void A_short_turn_has_silence_before_it_and_a_long_one_loses_its_beginning()
    {
        short[] speech = HumanSpeech.Read(HumanSpeech.Sentences[1]);
        float[] features = Compute(speech);
        int silent = (WhisperFeatures.Samples - speech.Length) / 160;
        float floor = features.Min();
        Assert.That(Enumerable.Range(0, silent - 5).Select(frame => features[(20 * WhisperFeatures.Frames) + frame]), Has.All.EqualTo(floor).Within(0.3));
        short[] longer = [.. Tone.Make(440, 16_000, 50_000), .. Sounds.Silence(8 - ((double)speech.Length / 16_000)), .. speech];
        Assert.That(Compute(longer.AsSpan(longer.Length - WhisperFeatures.Samples)), Is.EqualTo(Compute(longer)));
    }

    /// <summary>One value by the definition, in double precision and without any shortcut.</summary>
    [Test]
    public void Values_are_those_of_the_definition()
    {
        var random = new Random(11);
        short[] pcm = [.. Enumerable.Range(0, WhisperFeatures.Samples).Select(_ => (short)random.Next(-9_000, 9_000))];
        float[] features = Compute(pcm);
        double mean = pcm.Average(s => s / 32768.0);
        double variance = pcm.Average(s => Math.Pow((s / 32768.0) - mean, 2));
        const int Frame = 400;
        double[] powers = new double[201];
        for (int bin = 0; bin <= 200; bin++)
        {
            double real = 0;
            double imaginary = 0;
            for (int i = 0; i < 400; i++)
            {
                double hann = 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / 400));
                double sample = ((pcm[(Frame * 160) - 200 + i] / 32768.0) - mean) / Math.Sqrt(variance + 1e-7) * hann;
                real += sample * Math.Cos(2 * Math.PI * bin * i / 400);
                imaginary -= sample * Math.Sin(2 * Math.PI * bin * i / 400);
            }

            powers[bin] = (real * real) + (imaginary * imaginary);
        }

        // The lowest band: from 0 to 37.2 to 74.5 Hz, in bins of 40.
        double step = 45.245640471924965 / 81 * 200 / 3;
        double band = powers[1] * ((2 * step) - 40) / step * 2 / (2 * step);
        Assert.That((features[Frame] * 4) - 4, Is.EqualTo(Math.Log10(band)).Within(0.001));
    }

    private static float[] Compute(ReadOnlySpan<short> pcm)
    {
        float[] features = new float[WhisperFeatures.Bands * WhisperFeatures.Frames];
        WhisperFeatures.Compute(pcm, features);
        return features;
    }
}
