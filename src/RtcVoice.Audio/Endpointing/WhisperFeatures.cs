using System.Numerics;

namespace RtcVoice.Audio.Endpointing;

/// <summary>
/// The input of Whisper's encoder, and of turn models built on it: logarithms of 80 mel bands, a hundred times a second,
/// over the last 8 s of 16 kHz sound. As Hugging Face's <c>WhisperFeatureExtractor(chunk_length=8)</c> makes it with
/// <c>do_normalize</c>: Hann windows of 400 samples every 160, reflected at the edges; Slaney's mel scale and areas; 8
/// decades below the loudest cut off. About 15 ms of one core; safe for use by any number of threads.
/// </summary>
internal static class WhisperFeatures
{
    /// <summary>Samples that go in.</summary>
    public const int Samples = 8 * 16_000;

    /// <summary>Mel bands.</summary>
    public const int Bands = 80;

    /// <summary>Frames of each.</summary>
    public const int Frames = 800;

    private const int Window = 400;
    private const int Hop = 160;
    private const int Bins = (Window / 2) + 1;
    private const int Half = Window / 2;

    private static readonly float[] Hann = [.. Enumerable.Range(0, Window).Select(i => (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / Window))))];
    private static readonly float[] Cosines = MakeTable(Math.Cos);
    private static readonly float[] Sines = MakeTable(Math.Sin);
    private static readonly float[][] Mel = MakeMel();

    /// <summary>Computes them.</summary>
    /// <param name="pcm">The last sound: the end of it where it is longer than 8 s, and silence before it where it is shorter.</param>
    /// <param name="features">Gets <see cref="Bands"/> times <see cref="Frames"/> values, band by band.</param>
    public static void Compute(ReadOnlySpan<short> pcm, Span<float> features)
    {
        float[] padded = new float[Samples + Window];
        Normalize(pcm, padded.AsSpan(Half, Samples));
        Reflect(padded);
        float[] even = new float[Half + 1];
        float[] odd = new float[Half + 1];
        float[] power = new float[Bins];
        float loudest = float.MinValue;
        for (int frame = 0; frame < Frames; frame++)
        {
            Transform(padded.AsSpan(frame * Hop, Window), even, odd, power);
            for (int band = 0; band < Bands; band++)
            {
                float value = MathF.Log10(MathF.Max(1e-10f, Dot(Mel[band], power)));
                features[(band * Frames) + frame] = value;
                loudest = MathF.Max(loudest, value);
            }
        }

        foreach (ref float value in features)
        {
            value = (MathF.Max(value, loudest - 8) + 4) / 4;
        }
    }

    // To mean 0 and variance 1, over all 8 s.
    private static void Normalize(ReadOnlySpan<short> pcm, Span<float> into)
    {
        pcm = pcm[^Math.Min(pcm.Length, Samples)..];
        double sum = 0;
        double squares = 0;
        foreach (short sample in pcm)
        {
            double value = sample / 32768.0;
            sum += value;
            squares += value * value;
        }

        double mean = sum / Samples;
        double scale = 1 / Math.Sqrt((squares / Samples) - (mean * mean) + 1e-7);
        into.Fill((float)(-mean * scale));
        Span<float> voice = into[(Samples - pcm.Length)..];
        for (int i = 0; i < pcm.Length; i++)
        {
            voice[i] = (float)(((pcm[i] / 32768.0) - mean) * scale);
        }
    }

    private static void Reflect(float[] padded)
    {
        for (int i = 1; i <= Half; i++)
        {
            padded[Half - i] = padded[Half + i];
            padded[Half + Samples - 1 + i] = padded[Half + Samples - 1 - i];
        }
    }

    // A real signal folded at its middle: half the products for cosines, half for sines.
    private static void Transform(ReadOnlySpan<float> samples, float[] even, float[] odd, float[] power)
    {
        even[0] = samples[0] * Hann[0];
        even[Half] = samples[Half] * Hann[Half];
        odd[0] = 0;
        odd[Half] = 0;
        for (int i = 1; i < Half; i++)
        {
            float left = samples[i] * Hann[i];
            float right = samples[Window - i] * Hann[Window - i];
            even[i] = left + right;
            odd[i] = left - right;
        }

        for (int bin = 0; bin < Bins; bin++)
        {
            float real = Dot(Cosines.AsSpan(bin * (Half + 1), Half + 1), even);
            float imaginary = Dot(Sines.AsSpan(bin * (Half + 1), Half + 1), odd);
            power[bin] = (real * real) + (imaginary * imaginary);
        }
    }

    private static float[] MakeTable(Func<double, double> wave)
    {
        float[] table = new float[Bins * (Half + 1)];
        for (int bin = 0; bin < Bins; bin++)
        {
            for (int i = 0; i <= Half; i++)
            {
                table[(bin * (Half + 1)) + i] = (float)wave(2 * Math.PI * bin * i / Window);
            }
        }

        return table;
    }

    private static float[][] MakeMel()
    {
        double[] edges = [.. Enumerable.Range(0, Bands + 2).Select(i => ToHertz(ToMel(8_000) * i / (Bands + 1)))];
        return [.. Enumerable.Range(0, Bands).Select(band => MakeTriangle(edges[band], edges[band + 1], edges[band + 2]))];
    }

    private static float[] MakeTriangle(double low, double middle, double high)
    {
        float[] weights = new float[Bins];
        for (int bin = 0; bin < Bins; bin++)
        {
            double hertz = bin * 16_000.0 / Window;
            double height = Math.Min((hertz - low) / (middle - low), (high - hertz) / (high - middle));
            weights[bin] = (float)(Math.Max(0, height) * 2 / (high - low));
        }

        return weights;
    }

    // Slaney's scale: straight up to 1 kHz, by logarithms above.
    private static double ToMel(double hertz) => hertz < 1_000 ? hertz * 3 / 200 : 15 + (27 * Math.Log(hertz / 1_000) / Math.Log(6.4));

    private static double ToHertz(double mel) => mel < 15 ? mel * 200 / 3 : 1_000 * Math.Exp(Math.Log(6.4) * (mel - 15) / 27);

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector<float>.Zero;
        int i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        }

        float rest = Vector.Sum(sum);
        for (; i < a.Length; i++)
        {
            rest += a[i] * b[i];
        }

        return rest;
    }
}
