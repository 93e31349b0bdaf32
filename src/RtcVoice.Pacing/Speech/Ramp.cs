namespace RtcVoice.Pacing.Speech;

/// <summary>
/// Raised-cosine fades. Over 480 samples the gain moves by at most pi / 960 a sample, so a fade adds at most 108 of
/// 32,768 to the step from one sample to the next: nothing that clicks.
/// </summary>
internal static class Ramp
{
    /// <summary>10 ms at 48 kHz: the longest fade, and all that is heard of speech once it is to stop.</summary>
    public const int FadeSamples = 480;

    /// <summary>2.5 ms: how the end of every segment is softened, because a source may stop in mid-wave.</summary>
    public const int EndSamples = 120;

    private static readonly float[] Falling = MakeFalling();

    /// <summary>Raises the first samples from zero to full strength.</summary>
    public static void FadeIn(Span<short> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(samples[i] * FallingGain(samples.Length - 1 - i, samples.Length));
        }
    }

    /// <summary>Lowers the samples to zero at the last.</summary>
    public static void FadeOut(Span<short> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(samples[i] * FallingGain(i, samples.Length));
        }
    }

    /// <summary>
    /// Shapes a piece that begins and ends in silence and is too short for two fades: the shorter, the softer, so that
    /// it rises and falls no faster than they do.
    /// </summary>
    public static void ShapeShortPiece(Span<short> samples)
    {
        float peak = (float)samples.Length / FadeSamples;
        for (int i = 0; i < samples.Length; i++)
        {
            double window = (1 - Math.Cos(2 * Math.PI * (i + 0.5) / samples.Length)) / 2;
            samples[i] = (short)(samples[i] * peak * window);
        }
    }

    /// <summary>Fades the last 2.5 ms of a segment out, of which <paramref name="behind"/> samples come after these.</summary>
    public static void SoftenEnd(Span<short> samples, int behind)
    {
        for (int i = samples.Length - 1; i >= 0 && samples.Length - 1 - i + behind < EndSamples; i--)
        {
            int fromEnd = samples.Length - 1 - i + behind;
            samples[i] = (short)(samples[i] * FallingGain(EndSamples - 1 - fromEnd, EndSamples));
        }
    }

    private static float FallingGain(int index, int length) => Falling[((index + 1) * FadeSamples / length) - 1];

    private static float[] MakeFalling()
    {
        float[] gains = new float[FadeSamples];
        for (int i = 0; i < gains.Length; i++)
        {
            gains[i] = (float)((1 + Math.Cos(Math.PI * (i + 1) / FadeSamples)) / 2);
        }

        return gains;
    }
}
