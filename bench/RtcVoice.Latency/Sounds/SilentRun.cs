namespace RtcVoice.Latency.Sounds;

/// <summary>A part of a recording without sound, in samples.</summary>
/// <param name="Start">The sample behind the last audible one.</param>
/// <param name="End">The first audible sample, or the recording's end.</param>
internal readonly record struct SilentRun(int Start, int End)
{
    /// <summary>What is heard is at least this loud: -50 dBFS, far below a voice and above a codec's silence.</summary>
    public const double AudibleLevel = 0.003;

    /// <summary>Loudness is told for every 2 ms.</summary>
    public const int Window = 96;

    /// <summary>How long it is, in samples.</summary>
    public int Length => End - Start;

    /// <summary>Finds those that last at least so many samples.</summary>
    public static IReadOnlyList<SilentRun> FindAll(ReadOnlySpan<short> recording, int shortest, double level = AudibleLevel)
    {
        List<SilentRun> found = [];
        int start = 0;
        for (int at = 0; at + Window <= recording.Length; at += Window)
        {
            if (Level(recording.Slice(at, Window)) < level)
            {
                continue;
            }

            if (at - start >= shortest)
            {
                found.Add(new SilentRun(start, at));
            }

            start = at + Window;
        }

        if (recording.Length - start >= shortest)
        {
            found.Add(new SilentRun(start, recording.Length));
        }

        return found;
    }

    /// <summary>The root mean square, of full scale.</summary>
    public static double Level(ReadOnlySpan<short> samples)
    {
        double sum = 0;
        foreach (short sample in samples)
        {
            sum += (double)sample * sample;
        }

        return samples.IsEmpty ? 0 : Math.Sqrt(sum / samples.Length) / 32768;
    }
}
