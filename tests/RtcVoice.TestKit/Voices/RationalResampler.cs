namespace RtcVoice.TestKit.Voices;

/// <summary>
/// Resamples whole recordings between rates of which one divides the other, with a symmetric filter whose delay is
/// taken out: sample n of the result stands at time n / rate of the source. For measuring, not for live audio.
/// </summary>
public static class RationalResampler
{
    /// <summary>Zero crossings of the filter on each side: its transition is a tenth of the band.</summary>
    private const int Lobes = 24;

    /// <summary>The band that is kept, of the lower rate's half: a margin against aliasing.</summary>
    private const double Band = 0.94;

    /// <summary>The recording at another rate.</summary>
    /// <exception cref="ArgumentException">Neither rate divides the other.</exception>
    public static float[] Resample(ReadOnlySpan<float> source, int from, int to)
    {
        if (from == to)
        {
            return source.ToArray();
        }

        return to < from ? Down(source, Factor(from, to)) : Up(source, Factor(to, from));
    }

    /// <summary>16-bit samples as fractions of full scale.</summary>
    public static float[] ToFloat(ReadOnlySpan<short> pcm)
    {
        var samples = new float[pcm.Length];
        for (int i = 0; i < pcm.Length; i++)
        {
            samples[i] = pcm[i] / 32768f;
        }

        return samples;
    }

    /// <summary>Fractions of full scale as 16-bit samples, clipped.</summary>
    public static short[] ToPcm16(ReadOnlySpan<float> samples)
    {
        var pcm = new short[samples.Length];
        for (int i = 0; i < pcm.Length; i++)
        {
            pcm[i] = (short)Math.Clamp(MathF.Round(samples[i] * 32768f), short.MinValue, short.MaxValue);
        }

        return pcm;
    }

    private static int Factor(int high, int low) => high % low == 0
        ? high / low
        : throw new ArgumentException($"{low} Hz does not divide {high} Hz.");

    private static float[] Down(ReadOnlySpan<float> source, int factor)
    {
        float[] filter = LowPass(factor);
        int reach = filter.Length / 2;
        var result = new float[source.Length / factor];
        for (int i = 0; i < result.Length; i++)
        {
            int centre = i * factor;
            int first = Math.Max(0, centre - reach);
            int last = Math.Min(source.Length - 1, centre + reach);
            float sum = 0;
            for (int s = first; s <= last; s++)
            {
                sum += source[s] * filter[s - centre + reach];
            }

            result[i] = sum;
        }

        return result;
    }

    private static float[] Up(ReadOnlySpan<float> source, int factor)
    {
        float[] filter = LowPass(factor);
        int reach = filter.Length / 2;
        var result = new float[source.Length * factor];
        for (int i = 0; i < result.Length; i++)
        {
            int first = Math.Max(0, (i - reach + factor - 1) / factor);
            int last = Math.Min(source.Length - 1, (i + reach) / factor);
            float sum = 0;
            for (int s = first; s <= last; s++)
            {
                sum += source[s] * filter[i - (s * factor) + reach];
            }

            result[i] = sum * factor;
        }

        return result;
    }

    /// <summary>A Blackman-windowed sinc of unit gain at zero.</summary>
    private static float[] LowPass(int factor)
    {
        int reach = Lobes * factor;
        double cutoff = Band / factor;
        var filter = new double[(2 * reach) + 1];
        double sum = 0;
        for (int i = 0; i < filter.Length; i++)
        {
            double x = i - reach;
            double sinc = x == 0 ? cutoff : Math.Sin(Math.PI * cutoff * x) / (Math.PI * x);
            double turn = 2 * Math.PI * i / (filter.Length - 1);
            filter[i] = sinc * (0.42 - (0.5 * Math.Cos(turn)) + (0.08 * Math.Cos(2 * turn)));
            sum += filter[i];
        }

        return Array.ConvertAll(filter, c => (float)(c / sum));
    }
}
