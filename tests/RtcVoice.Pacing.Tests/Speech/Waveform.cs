namespace RtcVoice.Pacing.Tests.Speech;

/// <summary>What silence and clicks show by.</summary>
internal static class Waveform
{
    public static int Peak(ReadOnlySpan<short> samples)
    {
        int peak = 0;
        foreach (short sample in samples)
        {
            peak = Math.Max(peak, Math.Abs((int)sample));
        }

        return peak;
    }

    public static int LargestStep(ReadOnlySpan<short> samples)
    {
        int step = 0;
        for (int i = 1; i < samples.Length; i++)
        {
            step = Math.Max(step, Math.Abs(samples[i] - samples[i - 1]));
        }

        return step;
    }
}
