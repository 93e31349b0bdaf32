using RtcVoice.Audio.Tests.Signals;
using RtcVoice.Audio.Vad;

namespace RtcVoice.Audio.Tests.Vad;

public class SileroVadTests
{
    private const int Window = SileroVad.WindowSamples;

    private SileroModel _model = null!;

    [OneTimeSetUp]
    public void Load() => _model = SileroModel.Load();

    [OneTimeTearDown]
    public void Unload() => _model.Dispose();

    [Test]
    public void Human_speech_is_speech()
    {
        int voiced = 0;
        int found = 0;
        foreach (string name in HumanSpeech.Sentences)
        {
            short[] samples = HumanSpeech.Read(name);
            float[] probabilities = Judge(samples);
            for (int i = 0; i < probabilities.Length; i++)
            {
                if (Loudness.Dbfs(samples.AsSpan(i * Window, Window)) > -35)
                {
                    voiced++;
                    found += probabilities[i] > 0.5f ? 1 : 0;
                }
            }
        }

        TestContext.Out.WriteLine($"{found} of {voiced} loud windows, {100.0 * found / voiced:F1} %");
        Assert.That(voiced, Is.GreaterThan(300));
        Assert.That((double)found / voiced, Is.GreaterThan(0.95));
    }

    [Test]
    public void Speech_is_found_in_noise_and_music()
    {
        short[] speech = [.. HumanSpeech.Sentences.SelectMany(HumanSpeech.Read)];
        double level = Loudness.Dbfs(speech);
        foreach ((string name, short[] other) in new[]
        {
            ("pink noise at 10 dB", Sounds.PinkNoise(5, level - 10)), ("music at 12 dB", Sounds.Music(5, level - 12)),
        })
        {
            float[] probabilities = Judge(Sounds.Mix(speech, other));
            double share = Share(probabilities);
            TestContext.Out.WriteLine($"{name}: {share:P1} of all windows, pauses included");
            Assert.That(share, Is.GreaterThan(0.6), name);
        }
    }

    private static readonly TestCaseData[] NoSpeech =
    [
        new TestCaseData(Sounds.Silence(10)).SetArgDisplayNames("silence"),
        new TestCaseData(Sounds.WhiteNoise(10, -40)).SetArgDisplayNames("white noise, -40 dBFS"),
        new TestCaseData(Sounds.WhiteNoise(10, -15)).SetArgDisplayNames("white noise, -15 dBFS"),
        new TestCaseData(Sounds.PinkNoise(10, -25)).SetArgDisplayNames("pink noise, -25 dBFS"),
        new TestCaseData(Sounds.Music(10, -15)).SetArgDisplayNames("music, -15 dBFS"),
        new TestCaseData(Tone.Make(440, 16_000, 160_000, 10_000)).SetArgDisplayNames("a tone"),
        new TestCaseData(Tone.Make(50, 16_000, 160_000, 3_000)).SetArgDisplayNames("mains hum"),
    ];

    [TestCaseSource(nameof(NoSpeech))]
    public void What_is_no_speech_starts_none(short[] samples)
    {
        float[] probabilities = Judge(samples);
        TestContext.Out.WriteLine($"{Share(probabilities):P2} of windows, highest {probabilities.Max():F3}");
        Assert.That(Share(probabilities), Is.LessThan(0.02));
        var detector = new SpeechDetector();
        Assert.That(probabilities.Select(detector.Process).Select(e => e.Kind), Has.All.EqualTo(SpeechEventKind.None));
    }

    [Test]
    public void The_context_is_carried_from_window_to_window()
    {
        // Fed with a silent context for every window the model hears next to nothing: what the missing 64 samples do.
        short[] samples = HumanSpeech.Read(HumanSpeech.Sentences[0]);
        float[] whole = Judge(samples);
        using var vad = new SileroVad(_model);
        float[] alone = new float[whole.Length];
        for (int i = 0; i < whole.Length; i++)
        {
            vad.Reset();
            alone[i] = vad.Process(samples.AsSpan(i * Window, Window));
        }

        Assert.That(Share(whole), Is.GreaterThan(0.7));
        Assert.That(Share(alone), Is.LessThan(Share(whole) / 2));
    }

    [Test]
    public void Pcm16_and_floats_are_the_same_sound_and_a_reset_begins_anew()
    {
        short[] samples = HumanSpeech.Read(HumanSpeech.Sentences[1]);
        float[] first = Judge(samples);
        using var vad = new SileroVad(_model);
        for (int round = 0; round < 2; round++)
        {
            float[] window = new float[Window];
            for (int i = 0; i < first.Length; i++)
            {
                for (int j = 0; j < Window; j++)
                {
                    window[j] = samples[(i * Window) + j] / 32768f;
                }

                Assert.That(vad.Process(window), Is.EqualTo(first[i]));
            }

            vad.Reset();
        }
    }

    [Test]
    public void Calls_side_by_side_do_not_disturb_each_other()
    {
        short[][] sounds = [.. HumanSpeech.Sentences.Select(HumanSpeech.Read)];
        float[][] alone = [.. sounds.Select(Judge)];
        float[][] together = [.. sounds.AsParallel().AsOrdered().WithDegreeOfParallelism(5).Select(Judge)];
        Assert.That(together, Is.EqualTo(alone));
    }

    [Test]
    public void A_missing_model_says_how_to_get_it() =>
        Assert.That(
            () => SileroModel.Load("/nowhere/silero.onnx"),
            Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("eng/run").And.Message.Contains("/nowhere/silero.onnx"));

    [Test]
    public void Another_file_is_not_taken_for_the_model()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "no model");
            Assert.That(() => SileroModel.Load(path), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void A_window_of_another_length_is_refused()
    {
        using var vad = new SileroVad(_model);
        Assert.That(() => vad.Process(new short[480]), Throws.ArgumentException);
    }

    [Test]
    public void A_window_allocates_little()
    {
        using var vad = new SileroVad(_model);
        short[] samples = HumanSpeech.Read(HumanSpeech.Sentences[0]);
        int windows = samples.Length / Window;
        const int Runs = 10_000;
        long bytes = Allocation.Of(Runs, i => vad.Process(samples.AsSpan(i % windows * Window, Window)));
        TestContext.Out.WriteLine($"{(double)bytes / Runs:F1} B a window");
        Assert.That(bytes, Is.Zero);
    }

    private static double Share(float[] probabilities) => (double)probabilities.Count(p => p > 0.5f) / probabilities.Length;

    private float[] Judge(short[] samples)
    {
        using var vad = new SileroVad(_model);
        float[] probabilities = new float[samples.Length / Window];
        for (int i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] = vad.Process(samples.AsSpan(i * Window, Window));
        }

        return probabilities;
    }
}
