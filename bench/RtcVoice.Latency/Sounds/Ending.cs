namespace RtcVoice.Latency.Sounds;

/// <summary>How a sound ended: by a fade, or with a click.</summary>
/// <param name="FallMs">From the last 2 ms as loud as the speech before to the last audible sample.</param>
/// <param name="Step">The largest step between two samples in the last 30 ms, and in the 2 ms behind, of full scale.</param>
/// <param name="StepBefore">The largest one in the 300 ms of speech before that, or of the voice itself at the end, if that is larger.</param>
internal readonly record struct Ending(double FallMs, double Step, double StepBefore)
{
    /// <summary>What counts as a click, in words.</summary>
    public const string Criterion =
        "a click: from its last 2 ms with 70 % of the loudness before (RMS of 100 ms) the sound falls to silence, -50 dBFS, in less than 0.5 ms, "
        + "or its last 30 ms hold a step between two samples that is half as large again as any in the 300 ms before and in the voice itself at that place";

    private const int Millisecond = 48;
    private const double AsLoud = 0.7;

    /// <summary>
    /// A ramp of 5 ms takes 1 to 3 ms from there, as it meets a voice's pulses; a sound that breaks off takes nothing.
    /// </summary>
    private const double ShortestFall = 0.5;

    /// <summary>The last window as loud is found to 0.125 ms.</summary>
    private const int Hop = Millisecond / 8;

    private const short Audible = (short)(SilentRun.AudibleLevel * 32768);

    /// <summary>A voice alone makes its largest step in any 30 of 330 ms once in eleven times: a click is well beyond.</summary>
    private const double SparedStep = 1.5;

    /// <summary>Whether it is heard as a click.</summary>
    public bool IsClick => FallMs < ShortestFall || Step > SparedStep * StepBefore;

    /// <summary>Looks at the end of the sound of a recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="silence">The first sample behind the sound.</param>
    /// <param name="voice">What was said, at the recording's rate.</param>
    /// <param name="rendered">The first sample of it that was not rendered; null when that cannot be told.</param>
    public static Ending Of(ReadOnlySpan<short> recording, int silence, ReadOnlySpan<short> voice, int? rendered)
    {
        int tail = Math.Max(0, silence - (30 * Millisecond));
        ReadOnlySpan<short> before = recording[Math.Max(0, tail - (100 * Millisecond))..tail];
        double loud = AsLoud * SilentRun.Level(before);
        int audible = recording[tail..silence].LastIndexOfAnyExceptInRange((short)-Audible, Audible) + tail;
        int last = audible;
        while (last - SilentRun.Window > tail && SilentRun.Level(recording[(last - SilentRun.Window)..last]) < loud)
        {
            last -= Hop;
        }

        int end = Math.Min(recording.Length, silence + (2 * Millisecond));
        return new Ending(
            (double)(audible - last) / Millisecond,
            LargestStep(recording[tail..end]),
            Math.Max(
                LargestStep(recording[Math.Max(0, tail - (300 * Millisecond))..tail]),
                rendered is { } stopped ? StepOfVoice(voice, Math.Min(stopped, voice.Length), SilentRun.Level(before)) : 0));
    }

    // A voice that grows louder steps further by itself. As loud as it was recorded.
    private static double StepOfVoice(ReadOnlySpan<short> voice, int end, double level)
    {
        int tail = Math.Max(0, end - (30 * Millisecond));
        double said = SilentRun.Level(voice[Math.Max(0, tail - (100 * Millisecond))..tail]);
        return said > 0 ? LargestStep(voice[tail..end]) * level / said : 0;
    }

    private static double LargestStep(ReadOnlySpan<short> samples)
    {
        int largest = 0;
        for (int i = 1; i < samples.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(samples[i] - samples[i - 1]));
        }

        return largest / 32768.0;
    }
}
