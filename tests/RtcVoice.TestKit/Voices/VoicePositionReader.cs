using System.Numerics;

namespace RtcVoice.TestKit.Voices;

/// <summary>
/// Tells for each moment of a recording which moment of a <see cref="BabbleVoice"/> is heard: a matched filter at
/// 8 kHz over the whole voice, so that no assumption about where the voice should be enters the answer. Its grid is
/// 1/8 ms; the peak is interpolated.
/// </summary>
public sealed class VoicePositionReader
{
    /// <summary>The rate of the filter, in Hz: what every speech codec keeps lies below its half.</summary>
    internal const int Rate = 8_000;

    /// <summary>The window: long enough to be unlike every other moment, short enough to lie between two edits.</summary>
    internal const int Window = Rate * 160 / 1000;

    /// <summary>A reading every 20 ms, as often as packets come.</summary>
    internal const int Hop = Rate * 20 / 1000;

    /// <summary>Quieter windows hold no voice: -56 dBFS, well above the noise of a codec that codes silence.</summary>
    private const double AudibleLevel = 0.0016;

    /// <summary>With so good a match where the voice goes on, a search elsewhere cannot find a better one.</summary>
    private const double CertainMatch = 0.8;

    /// <summary>How far around the expected place that match is looked for: 1 ms.</summary>
    private const int CertainReach = Rate / 1000;

    private readonly float[] _voice;
    private readonly float[] _norms;
    private readonly SlidingCorrelation _everywhere;

    /// <summary>Prepares the filter for this voice.</summary>
    public VoicePositionReader(BabbleVoice voice)
        : this((voice ?? throw new ArgumentNullException(nameof(voice))).Samples, BabbleVoice.NativeRate)
    {
    }

    /// <summary>Prepares the filter for any sound that is nowhere like itself elsewhere: speech, but for its pauses.</summary>
    /// <param name="voice">The sound, mono.</param>
    /// <param name="rate">Its rate, a multiple of 8000 Hz.</param>
    public VoicePositionReader(ReadOnlySpan<short> voice, int rate)
    {
        _voice = Prepare(RationalResampler.ToFloat(voice), rate);
        _norms = Norms(_voice);
        _everywhere = new SlidingCorrelation(_voice, Window);
    }

    /// <summary>The voice as the filter sees it.</summary>
    internal ReadOnlySpan<float> PreparedVoice => _voice;

    /// <summary>A reading every 20 ms; windows without sound are left out.</summary>
    /// <param name="recording">The recording, mono.</param>
    /// <param name="rate">Its rate, a multiple of 8000 Hz.</param>
    public IReadOnlyList<VoiceReading> Read(ReadOnlySpan<short> recording, int rate) =>
        ReadPrepared(Prepare(RationalResampler.ToFloat(recording), rate), Levels(recording, rate));

    /// <summary>To 8 kHz, with the high end raised: the vowels' low harmonics would blunt the peak.</summary>
    internal static float[] Prepare(ReadOnlySpan<float> samples, int rate)
    {
        const float PreEmphasis = 0.9f;
        float[] low = RationalResampler.Resample(samples, rate, Rate);
        for (int i = low.Length - 1; i > 0; i--)
        {
            low[i] -= PreEmphasis * low[i - 1];
        }

        return low;
    }

    /// <summary>The root mean square of each window that <see cref="Read"/> looks at.</summary>
    internal static double[] Levels(ReadOnlySpan<short> recording, int rate)
    {
        int scale = rate / Rate;
        int count = Math.Max(0, ((recording.Length / scale) - Window) / Hop) + 1;
        var levels = new double[count];
        for (int w = 0; w < count; w++)
        {
            levels[w] = Level(recording[Math.Min(recording.Length, w * Hop * scale)..Math.Min(recording.Length, ((w * Hop) + Window) * scale)]);
        }

        return levels;
    }

    /// <summary>The root mean square of full scale.</summary>
    internal static double Level(ReadOnlySpan<short> samples)
    {
        double sum = 0;
        foreach (short s in samples)
        {
            sum += (double)s * s;
        }

        return samples.IsEmpty ? 0 : Math.Sqrt(sum / samples.Length) / 32768;
    }

    internal IReadOnlyList<VoiceReading> ReadPrepared(ReadOnlySpan<float> prepared, ReadOnlySpan<double> levels)
    {
        var readings = new List<VoiceReading>();
        int? expected = null;
        for (int w = 0; (w * Hop) + Window <= prepared.Length; w++, expected += Hop)
        {
            if (levels[w] < AudibleLevel)
            {
                continue;
            }

            ReadOnlySpan<float> window = prepared.Slice(w * Hop, Window);
            (double position, double confidence) = Find(window, expected);
            expected = (int)Math.Round(position);
            double middle = Window / 2.0;
            readings.Add(new VoiceReading(((w * Hop) + middle) / Rate, (position + middle) / Rate, confidence, levels[w]));
        }

        return readings;
    }

    private (double Position, double Confidence) Find(ReadOnlySpan<float> window, int? expected)
    {
        double norm = Math.Sqrt(Energy(window));
        (int lag, double match) = (0, 0);
        if (expected is { } near)
        {
            (lag, match) = FindNear(window, norm, near);
        }

        if (match < CertainMatch)
        {
            (lag, match) = FindAnywhere(window, norm);
        }

        double before = Match(window, norm, lag - 1);
        double after = Match(window, norm, lag + 1);
        double curve = before - (2 * match) + after;
        double shift = curve < 0 ? Math.Clamp((before - after) / (2 * curve), -0.5, 0.5) : 0;
        return (lag + shift, Math.Clamp(match - ((before - after) * shift / 4), 0, 1));
    }

    private (int Lag, double Match) FindNear(ReadOnlySpan<float> window, double norm, int near)
    {
        (int Lag, double Match) best = (near, 0);
        for (int lag = near - CertainReach; lag <= near + CertainReach; lag++)
        {
            double match = Match(window, norm, lag);
            best = match > best.Match ? (lag, match) : best;
        }

        return best;
    }

    private (int Lag, double Match) FindAnywhere(ReadOnlySpan<float> window, double norm)
    {
        (int lag, double value) = _everywhere.FindBest(window, _norms);
        return (lag, norm > 0 ? value / norm : 0);
    }

    private double Match(ReadOnlySpan<float> window, double norm, int lag)
    {
        if (lag < 0 || lag >= _norms.Length || norm * _norms[lag] <= 0)
        {
            return 0;
        }

        return Dot(window, _voice.AsSpan(lag, Window)) / (norm * _norms[lag]);
    }

    internal static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> sums = Vector<float>.Zero;
        int i = 0;
        for (; i + Vector<float>.Count <= a.Length; i += Vector<float>.Count)
        {
            sums += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        }

        float sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    internal static double Energy(ReadOnlySpan<float> a) => Dot(a, a);

    /// <summary>The root of the energy of each window of the voice.</summary>
    private static float[] Norms(ReadOnlySpan<float> voice)
    {
        var norms = new float[Math.Max(0, voice.Length - Window + 1)];
        double energy = 0;
        for (int i = 0; i < voice.Length; i++)
        {
            energy += (double)voice[i] * voice[i];
            int first = i - Window + 1;
            if (first >= 0)
            {
                norms[first] = (float)Math.Sqrt(Math.Max(0, energy));
                energy -= (double)voice[first] * voice[first];
            }
        }

        return norms;
    }
}
