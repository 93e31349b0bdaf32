using System.Numerics;

namespace RtcVoice.Audio.Endpointing;

/// <summary>
/// Follows the pitch of one voice: normalized cross-correlation of 30 ms with what went before, as in RAPT (D. Talkin, "A
/// robust algorithm for pitch tracking", 1995) but without its dynamic programming, since the end of a turn cannot wait for
/// the future. Octaves are told apart by preferring short periods, and those near the last one.
/// </summary>
internal sealed class PitchTracker
{
    /// <summary>Samples a second that it works on: a fundamental needs no more.</summary>
    public const int SampleRate = 8_000;

    /// <summary>Samples of the past that an estimate needs.</summary>
    public const int NeededSamples = WindowSamples + MaxLag + 1;

    private const int WindowSamples = 240;
    private const int MinLag = SampleRate / 500;
    private const int MaxLag = SampleRate / 60;
    private const float MinStrength = 0.55f;

    /// <summary>A peak this close to the highest, at a shorter period, is the fundamental.</summary>
    private const float OctaveShare = 0.88f;

    /// <summary>As close, and near the last pitch.</summary>
    private const float ContinuityShare = 0.80f;

    /// <summary>A longer period than the fundamental's has to be better by so much; or an octave once missed would be kept.</summary>
    private const float ContinuityGain = 0.05f;

    /// <summary>A voice does not move more than a fifth of its pitch within 10 ms.</summary>
    private const float MaxStep = 0.2f;

    private readonly float[] _scores = new float[MaxLag + 2];
    private float _lastLag;

    /// <summary>Estimates the pitch at the end of some sound.</summary>
    /// <param name="samples">The last <see cref="NeededSamples"/>.</param>
    public PitchEstimate Estimate(ReadOnlySpan<float> samples)
    {
        ReadOnlySpan<float> window = samples[^WindowSamples..];
        float power = Dot(window, window);
        if (power < 1e-9f * WindowSamples)
        {
            _lastLag = 0;
            return default;
        }

        float best = Score(samples, window, power);
        if (best < MinStrength)
        {
            _lastLag = 0;
            return new PitchEstimate(0, Math.Max(0, best));
        }

        int lag = Choose(best);
        float exact = Interpolate(lag);
        _lastLag = exact;
        return new PitchEstimate(SampleRate / exact, Math.Min(1, _scores[lag]));
    }

    /// <summary>Forgets the voice.</summary>
    public void Reset() => _lastLag = 0;

    private float Score(ReadOnlySpan<float> samples, ReadOnlySpan<float> window, float power)
    {
        int start = samples.Length - WindowSamples;
        float earlier = Dot(samples.Slice(start - MinLag + 1, WindowSamples), samples.Slice(start - MinLag + 1, WindowSamples));
        float best = 0;
        for (int lag = MinLag - 1; lag <= MaxLag + 1; lag++)
        {
            ReadOnlySpan<float> past = samples.Slice(start - lag, WindowSamples);
            if (lag >= MinLag)
            {
                // The power of the past window, moved by one sample.
                float leaves = samples[start - lag + WindowSamples];
                earlier += (past[0] * past[0]) - (leaves * leaves);
            }

            _scores[lag] = Dot(window, past) / MathF.Sqrt((power * Math.Max(earlier, 0)) + 1e-12f);
            if (lag is >= MinLag and <= MaxLag)
            {
                best = Math.Max(best, _scores[lag]);
            }
        }

        return best;
    }

    private int Choose(float best)
    {
        int first = 0;
        int near = 0;
        for (int lag = MinLag; lag <= MaxLag; lag++)
        {
            float score = _scores[lag];
            if (score < ContinuityShare * best || score < _scores[lag - 1] || score < _scores[lag + 1])
            {
                continue;
            }

            if (first == 0 && score >= OctaveShare * best)
            {
                first = lag;
            }

            if (_lastLag > 0 && Math.Abs(lag - _lastLag) < MaxStep * _lastLag && (near == 0 || score > _scores[near]))
            {
                near = lag;
            }
        }

        if (near > 0 && first > 0 && near > first && _scores[near] < _scores[first] + ContinuityGain)
        {
            return first;
        }

        return near > 0 ? near : first > 0 ? first : Highest();
    }

    // At the edges of the range the highest score is no peak.
    private int Highest()
    {
        int highest = MinLag;
        for (int lag = MinLag; lag <= MaxLag; lag++)
        {
            highest = _scores[lag] > _scores[highest] ? lag : highest;
        }

        return highest;
    }

    private float Interpolate(int lag)
    {
        float before = _scores[lag - 1];
        float after = _scores[lag + 1];
        float curve = before - (2 * _scores[lag]) + after;
        return curve >= 0 ? lag : lag + Math.Clamp((before - after) / (2 * curve), -0.5f, 0.5f);
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector<float>.Zero;
        int i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        }

        float rest = 0;
        for (; i < a.Length; i++)
        {
            rest += a[i] * b[i];
        }

        return Vector.Sum(sum) + rest;
    }
}
