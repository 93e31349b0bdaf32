using RtcVoice.Audio.Resampling;
using RtcVoice.Audio.Tests.Signals;
using RtcVoice.Audio.Vad;

namespace RtcVoice.Audio.Tests.Vad;

public class VoiceActivityDetectorTests
{
    private SileroModel _model = null!;

    [OneTimeSetUp]
    public void Load() => _model = SileroModel.Load();

    [OneTimeTearDown]
    public void Unload() => _model.Dispose();

    [TestCase(16_000)]
    [TestCase(48_000)]
    [TestCase(8_000)]
    public void Each_sentence_is_one_speech_at_its_place(int rate)
    {
        // Each sentence with a second of silence around it; the pauses inside are shorter than the silence asked for.
        var sound = new List<short>();
        var places = new List<(int Start, int End)>();
        foreach (string name in HumanSpeech.Sentences)
        {
            short[] sentence = HumanSpeech.Read(name);
            sound.AddRange(Sounds.Silence(1.5));
            int first = FirstLoud(sentence);
            int last = sentence.Length - FirstLoud([.. sentence.Reverse()]);
            places.Add((sound.Count + first, sound.Count + last));
            sound.AddRange(sentence);
        }

        sound.AddRange(Sounds.Silence(1.5));
        using var detector = new VoiceActivityDetector(
            _model, rate, new SpeechDetectorOptions { SilenceDuration = TimeSpan.FromMilliseconds(700) });
        List<SpeechEvent> events = Feed(detector, Resample([.. sound], rate), chunk: rate / 100);

        Assert.That(events, Has.Count.EqualTo(2 * places.Count));
        for (int i = 0; i < places.Count; i++)
        {
            (SpeechEvent started, SpeechEvent stopped) = (events[2 * i], events[(2 * i) + 1]);
            TestContext.Out.WriteLine(
                $"onset {(started.VoiceSample - places[i].Start) / 16} ms, end {(stopped.VoiceSample - places[i].End) / 16} ms, noticed {(started.DetectedSample - places[i].Start) / 16} ms after the onset");
            Assert.That(started.Kind, Is.EqualTo(SpeechEventKind.SpeechStarted));
            Assert.That(stopped.Kind, Is.EqualTo(SpeechEventKind.SpeechStopped));
            Assert.That(started.VoiceSample, Is.EqualTo(places[i].Start).Within(16 * 100));
            Assert.That(stopped.VoiceSample, Is.EqualTo(places[i].End).Within(16 * 200));
            Assert.That(started.Sample, Is.EqualTo(started.VoiceSample - 4_800));
        }
    }

    [Test]
    public void Chunks_of_any_length_give_the_same_events()
    {
        short[] sound = Resample([.. Sounds.Silence(1), .. HumanSpeech.Read(HumanSpeech.Sentences[0]), .. Sounds.Silence(1)], 48_000);
        using var detector = new VoiceActivityDetector(_model);
        List<SpeechEvent> whole = Feed(detector, sound, sound.Length);
        detector.Reset();
        Assert.That(Feed(detector, sound, 960), Is.EqualTo(whole));
        detector.Reset();
        Assert.That(Feed(detector, sound, 7_777), Is.EqualTo(whole));
        Assert.That(whole, Has.Count.GreaterThanOrEqualTo(2));
    }

    [Test]
    public void Listening_allocates_nothing()
    {
        using var detector = new VoiceActivityDetector(_model);
        short[] sound = Resample(HumanSpeech.Read(HumanSpeech.Sentences[0]), 48_000);
        int frames = sound.Length / 960;
        Assert.That(
            Allocation.Of(10_000, i =>
            {
                detector.Process(sound.AsSpan(i % frames * 960, 960));
                detector.TryPollEvent(out _);
            }),
            Is.Zero);
    }

    private static int FirstLoud(short[] samples)
    {
        for (int i = 0; i + 160 < samples.Length; i += 160)
        {
            if (Loudness.Dbfs(samples.AsSpan(i, 160)) > -38)
            {
                return i;
            }
        }

        return samples.Length;
    }

    private static short[] Resample(short[] samples, int rate)
    {
        var resampler = new Resampler(16_000, rate);
        short[] output = new short[(samples.Length * (long)rate / 16_000) + 8];
        int count = resampler.Process(samples, output);
        return output[..(count + resampler.Flush(output.AsSpan(count)))];
    }

    private static List<SpeechEvent> Feed(VoiceActivityDetector detector, short[] sound, int chunk)
    {
        var events = new List<SpeechEvent>();
        for (int i = 0; i < sound.Length; i += chunk)
        {
            detector.Process(sound.AsSpan(i, Math.Min(chunk, sound.Length - i)));
            while (detector.TryPollEvent(out SpeechEvent change))
            {
                events.Add(change);
            }
        }

        return events;
    }
}
