using RtcVoice.BrowserKit.Voices;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Latency.Sounds;

/// <summary>Sounds of 150 ms that are no turn: loud, in a voice's band, some of them more like a voice than others.</summary>
internal static class CoughSounds
{
    /// <summary>Their rate, in Hz.</summary>
    public const int Rate = HumanSpeech.Rate;

    private const int Length = Rate * 150 / 1000;

    /// <summary>Their greatest sample, of full scale.</summary>
    private const double Peak = 0.6;

    /// <summary>What each is, by its place in <see cref="Make"/>.</summary>
    public static readonly IReadOnlyList<string> Names = ["throat cleared", "cough", "vowel cut off", "grunt"];

    /// <summary>One of each.</summary>
    public static IReadOnlyList<short[]> Make(ulong seed) => [Scaled(Hiss(seed)), Scaled(Cough(seed)), Scaled(Vowel()), Scaled(Grunt(seed))];

    private static double[] Hiss(ulong seed) => Shaped(i => Band(seed, i), attack: 0.01, decay: 0.08);

    // A burst of air, then the folds come together.
    private static double[] Cough(ulong seed)
    {
        double[] voiced = Grunt(seed + 1);
        double[] air = Shaped(i => Band(seed + 2, i), attack: 0.003, decay: 0.03);
        return [.. air.Select((a, i) => a + (i < Length / 4 ? 0 : voiced[i] * 1.5))];
    }

    private static double[] Vowel()
    {
        short[] sentence = HumanSpeech.Sentences[0];
        int loudest = Enumerable.Range(0, (sentence.Length - Length) / Length)
            .Select(i => i * Length)
            .MaxBy(at => SilentRun.Level(sentence.AsSpan(at, Length)));
        return Shaped(i => sentence[loudest + i] / 32768.0, attack: 0.003, decay: 1);
    }

    private static double[] Grunt(ulong seed)
    {
        short[] voice = BabbleVoice.Speak(seed, TimeSpan.FromSeconds(1)).At(8_000);
        return Shaped(i => voice[2_000 + (i / 2)] / 32768.0, attack: 0.01, decay: 0.15);
    }

    // Noise between about 400 and 3000 Hz: the mean of neighbours less the mean of a wider neighbourhood.
    private static double Band(ulong seed, int index)
    {
        double near = 0, wide = 0;
        for (int i = -10; i <= 10; i++)
        {
            double noise = SeededNoise.Symmetric(seed, (ulong)(index + i + 100));
            near += Math.Abs(i) <= 1 ? noise / 3 : 0;
            wide += noise / 21;
        }

        return near - wide;
    }

    private static double[] Shaped(Func<int, double> sound, double attack, double decay) => [.. Enumerable.Range(0, Length).Select(i =>
    {
        double time = (double)i / Rate;
        double end = (double)(Length - i) / Rate;
        return sound(i) * Math.Min(1, time / attack) * Math.Exp(-Math.Max(0, time - attack) / decay) * Math.Min(1, end / 0.005);
    })];

    private static short[] Scaled(double[] sound)
    {
        double scale = Peak / sound.Max(Math.Abs);
        return [.. sound.Select(s => (short)(s * scale * short.MaxValue))];
    }
}
