using RtcVoice.Audio.Endpointing;
using RtcVoice.Audio.Tests.Signals;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Audio.Tests.Endpointing;

/// <summary>What the numbers are for melodies that are known.</summary>
public sealed class EndpointFeaturesTests
{
    private const int FinalSlope = 2;
    private const int EndOverMedian = 1;
    private const int Deviation = 5;
    private const int Pauses = 15;
    private const int FlatRun = 23;

    [Test]
    public void A_fall_has_a_negative_slope_and_a_rise_a_positive_one()
    {
        // An octave in a second is 12 semitones a second; 20 of them are 1.
        float fall = Read(Vowel.Make(1, t => 200 * Math.Pow(2, -t)))[FinalSlope];
        float rise = Read(Vowel.Make(1, t => 100 * Math.Pow(2, t)))[FinalSlope];
        Assert.That(fall, Is.EqualTo(-0.6f).Within(0.06f));
        Assert.That(rise, Is.EqualTo(0.6f).Within(0.06f));
        Assert.That(Read(Vowel.Make(1, _ => 150))[FinalSlope], Is.EqualTo(0).Within(0.02f));
    }

    [Test]
    public void An_end_below_the_voices_middle_is_told_in_semitones()
    {
        // The last 300 ms are 4 semitones lower than the second before: 4 of them are 1.
        float low = Read(Vowel.Make(1.3, t => t < 1 ? 200 : 200 * Math.Pow(2, -4 / 12.0)))[EndOverMedian];
        Assert.That(low, Is.EqualTo(-1).Within(0.1f));
    }

    [Test]
    public void A_vowel_that_is_held_is_flat_for_as_long_as_it_lasts()
    {
        float[] held = Read(Vowel.Make(0.3, t => 140 + (150 * t)).Concat(Vowel.Make(0.4, _ => 150)).ToArray());
        float[] spoken = Read(HumanSpeech.Read(HumanSpeech.Sentences[2]));
        Assert.That(held[FlatRun], Is.GreaterThan(2), "28 frames and more");
        Assert.That(held[FlatRun], Is.GreaterThan(spoken[FlatRun]));
        Assert.That(held[Deviation], Is.LessThan(spoken[Deviation]));
    }

    [Test]
    public void Pauses_within_are_counted()
    {
        short[] word = Vowel.Make(0.4, _ => 150);
        short[] pause = Sounds.Silence(0.3);
        Assert.That(Read([.. word, .. pause, .. word, .. pause, .. word])[Pauses], Is.EqualTo(1), "two of them");
        Assert.That(Read(word)[Pauses], Is.Zero);
    }

    [Test]
    public void The_silence_behind_a_turn_and_its_loudness_do_not_matter()
    {
        short[] speech = HumanSpeech.Read(HumanSpeech.Sentences[0]);
        float[] loud = Read(speech);
        float[] soft = Read([.. speech.Select(s => (short)(s / 4)), .. Sounds.Silence(0.5)]);
        double distance = loud.Zip(soft, (a, b) => Math.Abs(a - b)).Average();
        Assert.That(distance, Is.LessThan(0.1));
    }

    [Test]
    public void Nothing_that_is_no_number_comes_of_any_sound()
    {
        var random = new Random(7);
        short[][] sounds =
        [
            [], new short[10], Sounds.Silence(3), Enumerable.Repeat(short.MinValue, 32_000).ToArray(), [.. Enumerable.Range(0, 48_000).Select(_ => (short)random.Next(-32768, 32768))],
            Tone.Make(7_900, 16_000, 16_000), [.. Enumerable.Range(0, 16_000).Select(i => (short)(i % 2 == 0 ? short.MaxValue : short.MinValue))],
        ];
        foreach (short[] sound in sounds)
        {
            Assert.That(Read(sound), Has.All.InRange(-3f, 3f));
        }
    }

    private static float[] Read(ReadOnlySpan<short> pcm)
    {
        var judge = new TurnEndJudge();
        judge.Begin(0);
        judge.Write(pcm);
        float[] features = new float[EndpointFeatures.Count];
        judge.Read(features);
        return features;
    }
}
