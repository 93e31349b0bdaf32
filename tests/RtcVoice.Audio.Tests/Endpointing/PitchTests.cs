using RtcVoice.Audio.Endpointing;
using RtcVoice.Audio.Tests.Signals;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Audio.Tests.Endpointing;

public sealed class PitchTests
{
    [Test]
    public void The_pitch_of_a_tone_is_found_within_one_percent([Values(75, 100, 147, 220, 310, 440)] double hertz) =>
        Assert.That(Pitches(Tone.Make(hertz, 16_000, 16_000, 8_000)), Has.All.EqualTo(hertz).Within(1).Percent);

    [Test]
    public void The_pitch_of_a_voice_is_its_fundamental_and_no_octave_of_it([Values(80, 120, 180, 240, 300)] double hertz) =>
        Assert.That(Pitches(Vowel.Make(1, _ => hertz)), Has.All.EqualTo(hertz).Within(1).Percent);

    [Test]
    public void A_voice_that_glides_is_followed()
    {
        double[] pitches = Pitches(Vowel.Make(1, t => 220 - (100 * t)));
        for (int i = 10; i < 85; i++)
        {
            // The window lies behind: a frame tells of 30 ms before its end.
            double expected = 220 - (100 * ((i + 6 - 2) / 100.0));
            Assert.That(pitches[i], Is.EqualTo(expected).Within(3).Percent, $"frame {i}");
        }
    }

    [Test]
    public void Noise_and_silence_have_no_pitch()
    {
        Assert.That(Frames(Sounds.Silence(1)).Count(f => f.IsVoiced), Is.Zero);
        Assert.That(Frames(Sounds.WhiteNoise(1, -30)).Count(f => f.IsVoiced), Is.LessThan(3));
    }

    [Test]
    public void The_level_is_that_of_full_scale()
    {
        Assert.That(Frames(Tone.Make(200, 16_000, 16_000, 32_767))[50].Level, Is.EqualTo(-3.01).Within(0.1));
        Assert.That(Frames(Sounds.Silence(0.2))[10].Level, Is.EqualTo(ProsodyFrame.SilentLevel));
    }

    [Test]
    public void A_steady_sound_does_not_change_and_speech_does()
    {
        Assert.That(Frames(Vowel.Make(1, _ => 150)).Skip(20).Take(60).Max(f => f.Change), Is.LessThan(2));
        Assert.That(Frames(HumanSpeech.Read(HumanSpeech.Sentences[0])).Average(f => f.Change), Is.GreaterThan(3));
    }

    [Test]
    public void Pieces_of_any_size_make_the_same_frames()
    {
        short[] speech = HumanSpeech.Read(HumanSpeech.Sentences[1])[..32_000];
        var pieces = new ProsodyAnalyzer();
        var frames = new List<ProsodyFrame>();
        var random = new Random(5);
        for (int at = 0; at < speech.Length;)
        {
            int take = Math.Min(speech.Length - at, random.Next(1, 500));
            ReadOnlySpan<short> piece = speech.AsSpan(at, take);
            while (pieces.TryRead(ref piece, out ProsodyFrame frame))
            {
                frames.Add(frame);
            }

            at += take;
        }

        Assert.That(frames, Is.EqualTo(Frames(speech)));
    }

    private static double[] Pitches(short[] pcm) =>
        [.. Frames(pcm).Skip(6).SkipLast(3).Select(f => f.IsVoiced ? 50 * Math.Pow(2, f.Semitones / 12) : 0)];

    private static ProsodyFrame[] Frames(ReadOnlySpan<short> pcm)
    {
        var analyzer = new ProsodyAnalyzer();
        var frames = new List<ProsodyFrame>();
        while (analyzer.TryRead(ref pcm, out ProsodyFrame frame))
        {
            frames.Add(frame);
        }

        return [.. frames];
    }
}
