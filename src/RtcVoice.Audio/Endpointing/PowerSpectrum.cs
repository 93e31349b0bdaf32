namespace RtcVoice.Audio.Endpointing;

/// <summary>The power spectrum of 256 samples under a Hann window, by a radix-2 transform.</summary>
internal sealed class PowerSpectrum
{
    /// <summary>Samples of a window.</summary>
    public const int Size = 256;

    /// <summary>Values of a spectrum, from 0 to half the sample rate.</summary>
    public const int Bins = (Size / 2) + 1;

    private static readonly float[] Hann = [.. Enumerable.Range(0, Size).Select(i => 0.5f - (0.5f * MathF.Cos(2 * MathF.PI * i / Size)))];
    private static readonly float[] Cosines = [.. Enumerable.Range(0, Size / 2).Select(i => MathF.Cos(2 * MathF.PI * i / Size))];
    private static readonly float[] Sines = [.. Enumerable.Range(0, Size / 2).Select(i => -MathF.Sin(2 * MathF.PI * i / Size))];
    private static readonly int[] Reversed = [.. Enumerable.Range(0, Size).Select(Reverse)];

    private readonly float[] _real = new float[Size];
    private readonly float[] _imaginary = new float[Size];

    /// <summary>Computes it.</summary>
    /// <param name="samples"><see cref="Size"/> samples.</param>
    /// <param name="power">Gets <see cref="Bins"/> values.</param>
    public void Compute(ReadOnlySpan<float> samples, Span<float> power)
    {
        for (int i = 0; i < Size; i++)
        {
            int from = Reversed[i];
            _real[i] = samples[from] * Hann[from];
            _imaginary[i] = 0;
        }

        for (int half = 1; half < Size; half *= 2)
        {
            Combine(half);
        }

        for (int i = 0; i < Bins; i++)
        {
            power[i] = (_real[i] * _real[i]) + (_imaginary[i] * _imaginary[i]);
        }
    }

    private static int Reverse(int index)
    {
        int reversed = 0;
        for (int bit = 1; bit < Size; bit *= 2)
        {
            reversed = (2 * reversed) + ((index & bit) != 0 ? 1 : 0);
        }

        return reversed;
    }

    private void Combine(int half)
    {
        int step = Size / (2 * half);
        for (int start = 0; start < Size; start += 2 * half)
        {
            for (int k = 0; k < half; k++)
            {
                int a = start + k;
                int b = a + half;
                float cosine = Cosines[k * step];
                float sine = Sines[k * step];
                float real = (_real[b] * cosine) - (_imaginary[b] * sine);
                float imaginary = (_real[b] * sine) + (_imaginary[b] * cosine);
                (_real[a], _real[b]) = (_real[a] + real, _real[a] - real);
                (_imaginary[a], _imaginary[b]) = (_imaginary[a] + imaginary, _imaginary[a] - imaginary);
            }
        }
    }
}
