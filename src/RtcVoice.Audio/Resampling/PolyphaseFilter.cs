using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RtcVoice.Audio.Resampling;

/// <summary>
/// The low-pass of one conversion by the ratio <see cref="Up"/> / <see cref="Down"/>: a Kaiser-windowed sinc, cut into
/// one set of taps for each place that an output sample can take between two input samples. Shared by every
/// <see cref="Resampler"/> of the same ratio.
/// </summary>
internal sealed class PolyphaseFilter
{
    /// <summary>Where the passband ends, as a part of the lower rate's Nyquist frequency; the stopband begins at 1.</summary>
    public const double PassbandEdge = 0.9;

    /// <summary>
    /// Rejection in dB that the window is laid out for: 8 dB below the 80 that we promise, which leaves room for the
    /// rounding of the taps to single precision and of the samples to 16 bits.
    /// </summary>
    public const double DesignRejection = 88;

    /// <summary>Taps come in whole vectors of the widest hardware, so that the loop has no remainder.</summary>
    private const int TapsGranularity = 16;

    /// <summary>Floats in a vector; hardware with narrower ones takes it in two steps.</summary>
    private const int Lane = 8;

    private static readonly ConcurrentDictionary<(int Up, int Down), PolyphaseFilter> Known = new();

    private readonly float[] _taps;

    private PolyphaseFilter(int up, int down)
    {
        Up = up;
        Down = down;

        // Kaiser's formula for the length, in input samples: the transition is as wide as the lower rate allows.
        double narrowing = Math.Min(1.0, (double)up / down);
        double transition = (1 - PassbandEdge) * Math.PI * narrowing;
        int taps = (int)Math.Ceiling((DesignRejection - 7.95) / (2.285 * transition));
        TapCount = (taps + TapsGranularity - 1) / TapsGranularity * TapsGranularity;
        _taps = Design(narrowing * (1 + PassbandEdge) / 2);
    }

    public int Up { get; }

    public int Down { get; }

    /// <summary>Input samples that one output sample is made of; even.</summary>
    public int TapCount { get; }

    /// <summary>The filter for a ratio in lowest terms.</summary>
    public static PolyphaseFilter For(int up, int down) =>
        Known.GetOrAdd((up, down), static ratio => new PolyphaseFilter(ratio.Up, ratio.Down));

    /// <summary>The output sample at <paramref name="phase"/> (0 to <see cref="Up"/> - 1) from a window of <see cref="TapCount"/> samples.</summary>
    public float Apply(int phase, ReadOnlySpan<float> window)
    {
        // Four sums side by side hide the latency of the multiply-add; taps come in whole vectors of 16 floats.
        ref float a = ref MemoryMarshal.GetReference(_taps.AsSpan(phase * TapCount, TapCount));
        ref float b = ref MemoryMarshal.GetReference(window[..TapCount]);
        Vector256<float> sum0 = Vector256<float>.Zero;
        Vector256<float> sum1 = Vector256<float>.Zero;
        Vector256<float> sum2 = Vector256<float>.Zero;
        Vector256<float> sum3 = Vector256<float>.Zero;
        int i = 0;
        for (; i + (4 * Lane) <= TapCount; i += 4 * Lane)
        {
            sum0 = MultiplyAdd(ref a, ref b, i, sum0);
            sum1 = MultiplyAdd(ref a, ref b, i + Lane, sum1);
            sum2 = MultiplyAdd(ref a, ref b, i + (2 * Lane), sum2);
            sum3 = MultiplyAdd(ref a, ref b, i + (3 * Lane), sum3);
        }

        for (; i < TapCount; i += Lane)
        {
            sum0 = MultiplyAdd(ref a, ref b, i, sum0);
        }

        return Vector256.Sum(sum0 + sum1 + (sum2 + sum3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> MultiplyAdd(ref float a, ref float b, int index, Vector256<float> sum) =>
        Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref a, (nuint)index), Vector256.LoadUnsafe(ref b, (nuint)index), sum);

    /// <summary>The taps of one phase, for a look at the response.</summary>
    internal ReadOnlySpan<float> TapsOf(int phase) => _taps.AsSpan(phase * TapCount, TapCount);

    private float[] Design(double cutoff)
    {
        double beta = 0.1102 * (DesignRejection - 8.7);
        double scale = BesselI0(beta);
        int half = TapCount / 2;
        float[] all = new float[Up * TapCount];
        double[] taps = new double[TapCount];
        for (int phase = 0; phase < Up; phase++)
        {
            double sum = 0;
            for (int j = 0; j < TapCount; j++)
            {
                // Tap j looks at the input sample j - half + 1 away from the one at or before the output sample.
                double distance = ((double)phase / Up) + half - 1 - j;
                double inside = 1 - Math.Pow(distance / half, 2);
                double window = inside <= 0 ? 0 : BesselI0(beta * Math.Sqrt(inside)) / scale;
                taps[j] = window * Sinc(cutoff * distance);
                sum += taps[j];
            }

            // Each phase passes a constant with gain 1, so that DC makes no tone at the input rate.
            for (int j = 0; j < TapCount; j++)
            {
                all[(phase * TapCount) + j] = (float)(taps[j] / sum);
            }
        }

        return all;
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private static double BesselI0(double x)
    {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }

        return sum;
    }
}
