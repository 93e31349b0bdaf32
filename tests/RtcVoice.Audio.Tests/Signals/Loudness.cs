namespace RtcVoice.Audio.Tests.Signals;

/// <summary>Measures of how loud and how alike signals are.</summary>
internal static class Loudness
{
    /// <summary>Root mean square against full scale, in dB; silence is -200.</summary>
    public static double Dbfs(ReadOnlySpan<short> samples)
    {
        double sum = 0;
        foreach (short s in samples)
        {
            sum += (double)s * s;
        }

        return sum == 0 ? -200 : 10 * Math.Log10(sum / samples.Length / (32768.0 * 32768.0));
    }

    /// <summary>Energy of <paramref name="reference"/> over the energy of the difference, in dB.</summary>
    public static double SignalToNoise(ReadOnlySpan<short> reference, ReadOnlySpan<short> actual)
    {
        double signal = 0;
        double noise = 1e-9;
        for (int i = 0; i < reference.Length; i++)
        {
            signal += (double)reference[i] * reference[i];
            double d = reference[i] - actual[i];
            noise += d * d;
        }

        return 10 * Math.Log10(signal / noise);
    }

    /// <summary>The greatest magnitude.</summary>
    public static int Peak(ReadOnlySpan<short> samples)
    {
        int peak = 0;
        foreach (short s in samples)
        {
            peak = Math.Max(peak, Math.Abs((int)s));
        }

        return peak;
    }
}
