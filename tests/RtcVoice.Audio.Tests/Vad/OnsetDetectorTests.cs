using RtcVoice.Audio.Tests.Signals;
using RtcVoice.Audio.Vad;

namespace RtcVoice.Audio.Tests.Vad;

public class OnsetDetectorTests
{
    private const int Rate = SileroVad.SampleRate;
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(11);

    private SileroModel _model = null!;

    [OneTimeSetUp]
    public void Load() => _model = SileroModel.Load();

    [OneTimeTearDown]
    public void Unload() => _model.Dispose();

    [Test]
    public void A_beginning_is_noticed_long_before_it_is_sure_to_be_speech([Range(0, 448, 64)] int phase)
    {
        foreach (string name in HumanSpeech.Sentences)
        {
            short[] sound = [.. Sounds.Silence(1), .. new short[phase], .. HumanSpeech.Read(name)];
            using var early = new OnsetDetector(_model, Rate);
            using var sure = new VoiceActivityDetector(_model, Rate);
            int noticed = FirstPiece(sound, piece => { early.Process(piece); return early.Voice >= Enough; });
            int known = FirstPiece(sound, piece => { sure.Process(piece); return sure.Speech.IsSpeech; });
            TestContext.Out.WriteLine($"{name}: {noticed} against {known} ms");
            Assert.That(known - noticed, Is.InRange(30, 400), name);
        }
    }

    [TestCase(-60)]
    [TestCase(-40)]
    [TestCase(-20)]
    public void Noise_is_no_voice(double dbfs)
    {
        foreach (short[] noise in new[] { Sounds.WhiteNoise(10, dbfs), Sounds.PinkNoise(10, dbfs) })
        {
            using var detector = new OnsetDetector(_model, Rate);
            Assert.That(FirstPiece(noise, piece => { detector.Process(piece); return detector.Voice >= Enough; }), Is.Negative);
        }
    }

    [Test]
    public void Voice_is_counted_anew_after_a_silence()
    {
        using var detector = new OnsetDetector(_model, Rate);
        detector.Process(HumanSpeech.Read(HumanSpeech.Sentences[0]));
        detector.Process(Sounds.Silence(1));
        Assert.That(detector.Voice, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void A_higher_threshold_takes_more_to_notice()
    {
        short[] sound = [.. Sounds.Silence(1), .. HumanSpeech.Read(HumanSpeech.Sentences[0])];
        int[] noticed = [.. new[] { 0.3f, 0.5f, 0.95f }.Select(threshold =>
        {
            using var detector = new OnsetDetector(_model, Rate) { Threshold = threshold };
            return FirstPiece(sound, piece => { detector.Process(piece); return detector.Voice >= Enough; });
        })];
        Assert.That(noticed, Is.Ordered);
        Assert.That(noticed[2], Is.GreaterThan(noticed[0]));
        using var detector = new OnsetDetector(_model);
        Assert.That(() => detector.Threshold = 1.1f, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => detector.Threshold = float.NaN, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void After_a_reset_it_hears_as_at_first()
    {
        short[] sound = [.. Sounds.Silence(1), .. HumanSpeech.Read(HumanSpeech.Sentences[1]).AsSpan(0, Rate)];
        using var detector = new OnsetDetector(_model, Rate);
        detector.Process(sound);
        TimeSpan first = detector.Voice;
        detector.Process(sound.AsSpan(0, 12_345));
        detector.Reset();
        detector.Process(sound);
        Assert.That(detector.Voice, Is.EqualTo(first));
        Assert.That(first, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public void Listening_allocates_nothing()
    {
        using var detector = new OnsetDetector(_model, Rate);
        short[] sound = HumanSpeech.Read(HumanSpeech.Sentences[0]);
        int frames = sound.Length / 320;
        Assert.That(Allocation.Of(10_000, i => detector.Process(sound.AsSpan(i % frames * 320, 320))), Is.Zero);
    }

    // In steps of 1 ms; -1 when it never is so.
    private static int FirstPiece(short[] sound, Func<short[], bool> isSo)
    {
        for (int i = 0; i < sound.Length / 16; i++)
        {
            if (isSo(sound[(16 * i)..(16 * (i + 1))]))
            {
                return i;
            }
        }

        return -1;
    }
}
