namespace RtcVoice.Audio.Tests.Signals;

/// <summary>Sine waves, and how much of one is in a signal.</summary>
internal static class Tone
{
    /// <summary>A sine of <paramref name="amplitude"/> (of 32768).</summary>
    public static short[] Make(double frequency, int rate, int count, double amplitude = 29_000)
    {
        short[] samples = new short[count];
        for (int i = 0; i < count; i++)
        {
            samples[i] = (short)Math.Round(amplitude * Math.Sin(2 * Math.PI * frequency * i / rate));
        }

        return samples;
    }

    /// <summary>
    /// Fits a sine of <paramref name="frequency"/> by least squares: its amplitude, its phase against sin(2 pi f t) with
    /// t = 0 at sample -<paramref name="offset"/>, and the RMS of all else.
    /// </summary>
    public static (double Amplitude, double Phase, double Residue) Fit(ReadOnlySpan<short> samples, double frequency, int rate, int offset = 0)
    {
        double ss = 0, cc = 0, sc = 0, xs = 0, xc = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            (double s, double c) = Math.SinCos(2 * Math.PI * frequency * (i + offset) / rate);
            ss += s * s;
            cc += c * c;
            sc += s * c;
            xs += samples[i] * s;
            xc += samples[i] * c;
        }

        double det = (ss * cc) - (sc * sc);
        double a = ((xs * cc) - (xc * sc)) / det;
        double b = ((xc * ss) - (xs * sc)) / det;
        double rest = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            (double s, double c) = Math.SinCos(2 * Math.PI * frequency * (i + offset) / rate);
            rest += Math.Pow(samples[i] - (a * s) - (b * c), 2);
        }

        return (Math.Sqrt((a * a) + (b * b)), Math.Atan2(b, a), Math.Sqrt(rest / samples.Length));
    }
}
