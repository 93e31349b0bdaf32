using RtcVoice.TestKit.Voices;

namespace RtcVoice.Browser.Tests.Voices;

[Parallelizable]
internal sealed class VoicePositionReaderTests
{
    private const int Rate = 48_000;
    private static readonly BabbleVoice Voice = BabbleVoice.Speak(11, TimeSpan.FromSeconds(30));
    private static readonly short[] Samples = Voice.At(Rate);
    private static readonly VoicePositionReader Reader = new(Voice);

    [Test]
    public void It_reads_a_delayed_copy_to_a_hundredth_of_a_millisecond()
    {
        const double Delay = 0.123;
        short[] recording = [.. new short[(int)(Delay * Rate)], .. Samples.AsSpan(0, 5 * Rate)];
        AssertPositions(Reader.Read(recording, Rate), r => r.RecordingTime - Delay, 0.01, 0.99);
    }

    [TestCase(16_000)]
    [TestCase(24_000)]
    [TestCase(32_000)]
    [TestCase(64_000)]
    public void It_reads_the_position_through_opus_to_a_fifth_of_a_millisecond(int bitrate)
    {
        short[] recording = OpusCopy.Of(Samples.AsSpan(0, 10 * Rate), bitrate);
        AssertPositions(Reader.Read(recording, Rate), r => r.RecordingTime, 0.2, 0.6);
    }

    [Test]
    public void It_reads_a_quiet_copy_in_noise_after_opus()
    {
        short[] copy = OpusCopy.Of(Samples.AsSpan(12 * Rate, 8 * Rate), 24_000);
        for (int i = 0; i < copy.Length; i++)
        {
            // A tenth as loud, white noise 20 dB below it.
            copy[i] = (short)((copy[i] * 0.1) + (0.08 * 0.1 * 0.1 * Math.Sqrt(3) * 32768 * SeededNoise.Symmetric(5, (ulong)i)));
        }

        AssertPositions(Reader.Read(copy, Rate), r => r.RecordingTime + 12, 0.3, 0.5);
    }

    [Test]
    public void It_does_not_recognise_another_voice()
    {
        short[] other = BabbleVoice.Speak(12, TimeSpan.FromSeconds(5)).At(Rate);
        IReadOnlyList<VoiceReading> readings = Reader.Read(other, Rate);
        TestContext.Out.WriteLine($"best match of another voice: {readings.Max(r => r.Confidence):F3}");
        Assert.That(readings.Max(r => r.Confidence), Is.LessThan(0.55));
    }

    [Test]
    public void It_leaves_silence_out()
    {
        Assert.That(Reader.Read(new short[Rate], Rate), Is.Empty);
        Assert.That(Reader.Read([], Rate), Is.Empty);
    }

    private static void AssertPositions(
        IReadOnlyList<VoiceReading> readings, Func<VoiceReading, double> expected, double withinMilliseconds, double confidence)
    {
        VoiceReading[] whole = [.. readings.Skip(7).SkipLast(7)];
        double[] errors = [.. whole.Select(r => Math.Abs(r.VoiceTime - expected(r)) * 1000).Order()];
        TestContext.Out.WriteLine(
            $"{whole.Length} readings: error median {errors[errors.Length / 2]:F3} p99 {errors[(int)(errors.Length * 0.99)]:F3} "
            + $"max {errors[^1]:F3} ms; confidence min {whole.Min(r => r.Confidence):F3} mean {whole.Average(r => r.Confidence):F3}");
        Assert.That(whole, Has.Length.GreaterThan(200));
        Assert.That(errors[^1], Is.LessThan(withinMilliseconds));
        Assert.That(whole.Min(r => r.Confidence), Is.GreaterThan(confidence));
    }
}
