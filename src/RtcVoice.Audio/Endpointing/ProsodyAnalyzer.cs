namespace RtcVoice.Audio.Endpointing;

/// <summary>
/// Hears how a voice sounds, frame by frame: loudness, pitch, and how fast the spectrum moves. It judges nothing. Not safe
/// for use by two threads at once; allocates nothing.
/// </summary>
internal sealed class ProsodyAnalyzer
{
    /// <summary>Samples a second that go in.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Samples of one frame.</summary>
    public const int FrameSamples = SampleRate / ProsodyFrame.Rate;

    private const int HalfFrame = FrameSamples / 2;
    private const int HistorySamples = PitchTracker.NeededSamples;

    /// <summary>Bands from 100 Hz to 3.5 kHz, wider upwards as hearing is, in bins of 31.25 Hz.</summary>
    private static readonly int[] Edges = [3, 8, 14, 21, 32, 46, 65, 88, 112];

    /// <summary>The band that begins near 1 kHz.</summary>
    private const int FirstHighBand = 4;

    private const int Bands = 8;
    private const int ChangeFrames = 3;

    private readonly PitchTracker _pitch = new();
    private readonly PowerSpectrum _spectrum = new();
    private readonly float[] _power = new float[PowerSpectrum.Bins];
    private readonly float[] _history = new float[HistorySamples];
    private readonly float[] _bands = new float[Bands * (ChangeFrames + 1)];
    private readonly float[] _lowPass = new float[7];
    private readonly float[] _frame = new float[FrameSamples];
    private float _lastPower;
    private int _filled;
    private int _at;

    /// <summary>Samples that came in since the last frame.</summary>
    public int Pending => _filled;

    /// <summary>Takes sound until a frame is whole.</summary>
    /// <param name="pcm">Mono PCM16 at <see cref="SampleRate"/>; what has been taken is cut off.</param>
    /// <param name="frame">The frame, where there is one.</param>
    /// <returns>False when there was not enough sound for another frame.</returns>
    public bool TryRead(ref ReadOnlySpan<short> pcm, out ProsodyFrame frame)
    {
        int take = Math.Min(pcm.Length, FrameSamples - _filled);
        for (int i = 0; i < take; i++)
        {
            _frame[_filled + i] = pcm[i] * (1f / 32768);
        }

        pcm = pcm[take..];
        _filled += take;
        if (_filled < FrameSamples)
        {
            frame = default;
            return false;
        }

        _filled = 0;
        frame = Analyze();
        return true;
    }

    /// <summary>Forgets all that was heard.</summary>
    public void Reset()
    {
        _pitch.Reset();
        Array.Clear(_history);
        Array.Clear(_lowPass);
        Array.Clear(_bands);
        _lastPower = 0;
        _filled = 0;
    }

    private ProsodyFrame Analyze()
    {
        float power = 0;
        foreach (float sample in _frame)
        {
            power += sample * sample;
        }

        float level = ToDecibels((power + _lastPower) / (2 * FrameSamples));
        _lastPower = power;
        Halve();
        PitchEstimate pitch = _pitch.Estimate(_history);
        (float change, float tilt) = MoveBands();
        float semitones = pitch.IsVoiced ? 12 * MathF.Log2(pitch.Hertz / 50) : 0;
        return new ProsodyFrame(level, semitones, pitch.Strength, change, tilt);
    }

    // To 8 kHz by a half-band filter of seven taps.
    private void Halve()
    {
        _history.AsSpan(HalfFrame).CopyTo(_history);
        Span<float> result = _history.AsSpan(HistorySamples - HalfFrame);
        for (int i = 0; i < HalfFrame; i++)
        {
            _lowPass.AsSpan(2).CopyTo(_lowPass);
            _lowPass[5] = _frame[2 * i];
            _lowPass[6] = _frame[(2 * i) + 1];
            result[i] = ((16 * _lowPass[3]) + (9 * (_lowPass[2] + _lowPass[4])) - _lowPass[0] - _lowPass[6]) / 32;
        }
    }

    private (float Change, float Tilt) MoveBands()
    {
        _spectrum.Compute(_history.AsSpan(HistorySamples - PowerSpectrum.Size), _power);
        Span<float> now = _bands.AsSpan(_at * Bands, Bands);
        _at = (_at + 1) % (ChangeFrames + 1);
        ReadOnlySpan<float> before = _bands.AsSpan(_at * Bands, Bands);
        float change = 0;
        float low = 0;
        float high = 0;
        for (int band = 0; band < Bands; band++)
        {
            float sum = 0;
            for (int bin = Edges[band]; bin < Edges[band + 1]; bin++)
            {
                sum += _power[bin];
            }

            low += band < FirstHighBand ? sum : 0;
            high += band < FirstHighBand ? 0 : sum;
            now[band] = ToDecibels(sum / (PowerSpectrum.Size * PowerSpectrum.Size / 4));
            change += Math.Abs(now[band] - before[band]);
        }

        return (change / Bands, ToDecibels(low) - ToDecibels(high));
    }

    private static float ToDecibels(float power) => power <= 2.5e-10f ? ProsodyFrame.SilentLevel : 10 * MathF.Log10(power);
}
