namespace RtcVoice.Audio.JitterBuffer;

/// <summary>Straight fades over a few milliseconds.</summary>
internal static class Ramp
{
    /// <summary>From silence to <paramref name="samples"/>.</summary>
    public static void In(Span<short> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(samples[i] * i / samples.Length);
        }
    }

    /// <summary>From <paramref name="samples"/> to silence.</summary>
    public static void Out(Span<short> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(samples[i] * (samples.Length - 1 - i) / samples.Length);
        }
    }

    /// <summary>From <paramref name="old"/> to <paramref name="samples"/>, over the length of <paramref name="old"/>, in place.</summary>
    public static void Blend(ReadOnlySpan<short> old, Span<short> samples)
    {
        for (int i = 0; i < old.Length; i++)
        {
            samples[i] = (short)(((old[i] * (old.Length - i)) + (samples[i] * i)) / old.Length);
        }
    }
}
