using RtcVoice.BrowserKit.Voices;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Latency.Sounds;

/// <summary>What people say when they cut in: parts of read sentences that begin where a person began to speak after a pause.</summary>
internal static class SpokenClips
{
    /// <summary>Their rate, in Hz.</summary>
    public const int Rate = HumanSpeech.Rate;

    private const int Step = Rate / 100;

    /// <summary>Sound from here on: -36 dBFS in 10 ms.</summary>
    private const double Onset = 0.016;

    /// <summary>A pause is quieter than this, -44 dBFS, for so many steps.</summary>
    private const double Quiet = 0.0063;
    private const int PauseSteps = 6;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1.5);

    /// <summary>So many clips, each from its first audible sample on and of its own length.</summary>
    public static IReadOnlyList<SpokenClip> Make(int count, ulong seed)
    {
        List<(int Sentence, int Start)> starts = [.. HumanSpeech.Sentences.SelectMany((s, i) => Starts(s).Select(at => (i, at)))];
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            (int sentence, int start) = starts[(int)(SeededNoise.Uniform(seed, (ulong)(2 * i)) * starts.Count)];
            TimeSpan length = Shortest + ((Longest - Shortest) * SeededNoise.Uniform(seed, (ulong)((2 * i) + 1)));
            short[] samples = HumanSpeech.Sentences[sentence].AsSpan(start, (int)(length.TotalSeconds * Rate)).ToArray();
            return new SpokenClip($"sentence {sentence} at {start * 1000 / Rate} ms", Faded(samples));
        })];
    }

    private static IEnumerable<int> Starts(short[] sentence)
    {
        int quiet = PauseSteps;
        for (int at = 0; at + (Longest.TotalSeconds * Rate) < sentence.Length; at += Step)
        {
            double level = SilentRun.Level(sentence.AsSpan(at, Step));
            if (level > Onset && quiet >= PauseSteps)
            {
                yield return at;
            }

            quiet = level < Quiet ? quiet + 1 : level > Onset ? 0 : quiet;
        }
    }

    private static short[] Faded(short[] clip)
    {
        for (int i = 1; i <= Step; i++)
        {
            clip[^i] = (short)(clip[^i] * i / Step);
        }

        return clip;
    }
}
