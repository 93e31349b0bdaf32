namespace RtcVoice.Audio.Vad;

/// <summary>
/// Turns the probabilities of windows into "speech started" and "speech stopped": hysteresis between two thresholds, a
/// least length for speech and for silence. It knows the sound only by its probabilities; whether a turn is over is for
/// others to say.
/// </summary>
public sealed class SpeechDetector
{
    private const int WindowSamples = SileroVad.WindowSamples;

    private SpeechDetectorOptions _options;
    private long _candidate = -1;
    private long _voiceEnd;
    private long _kept;

    /// <summary>Makes a detector at sample 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SpeechDetector(SpeechDetectorOptions? options = null)
    {
        _options = SpeechDetectorOptions.Default;
        Options = options ?? SpeechDetectorOptions.Default;
    }

    /// <summary>The parameters; a change counts from the next window.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SpeechDetectorOptions Options
    {
        get => _options;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ThrowIfNotAProbability(value.Threshold);
            ThrowIfNotAProbability(value.EffectiveNegativeThreshold);
            ArgumentOutOfRangeException.ThrowIfLessThan(value.MinSpeech, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfLessThan(value.SilenceDuration, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfLessThan(value.PrefixPadding, TimeSpan.Zero);
            _options = value;
        }
    }

    /// <summary>True from "speech started" to "speech stopped".</summary>
    public bool IsSpeech { get; private set; }

    /// <summary>Samples heard so far.</summary>
    public long Position { get; private set; }

    /// <summary>Samples since voice was last heard; 0 while it is, or before any was.</summary>
    public long SilentSamples => _voiceEnd == 0 ? 0 : Position - _voiceEnd;

    /// <summary>Takes the probability of the next window; tells at most one change.</summary>
    public SpeechEvent Process(float probability)
    {
        long start = Position;
        Position += WindowSamples;
        bool isVoice = probability >= (IsSpeech || _candidate >= 0 ? _options.EffectiveNegativeThreshold : _options.Threshold);
        return (IsSpeech, isVoice) switch
        {
            (false, true) => Begin(start),
            (true, true) => Continue(),
            (true, false) => End(),
            _ => Drop(),
        };
    }

    /// <summary>Goes back to sample 0, in silence.</summary>
    public void Reset()
    {
        IsSpeech = false;
        Position = 0;
        _candidate = -1;
        _voiceEnd = 0;
        _kept = 0;
    }

    internal static void ThrowIfNotAProbability(float value)
    {
        if (!(value is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "A threshold is a probability, 0 to 1.");
        }
    }

    private static long ToSamples(TimeSpan time) => time.Ticks * SileroVad.SampleRate / TimeSpan.TicksPerSecond;

    private SpeechEvent Begin(long start)
    {
        _candidate = _candidate < 0 ? start : _candidate;
        if (Position - _candidate < ToSamples(_options.MinSpeech))
        {
            return default;
        }

        long onset = _candidate;
        IsSpeech = true;
        _candidate = -1;
        _voiceEnd = Position;
        long from = Math.Max(_kept, onset - ToSamples(_options.PrefixPadding));
        return new SpeechEvent(SpeechEventKind.SpeechStarted, from, onset, Position);
    }

    private SpeechEvent Continue()
    {
        _voiceEnd = Position;
        return default;
    }

    private SpeechEvent End()
    {
        if (Position - _voiceEnd < ToSamples(_options.SilenceDuration))
        {
            return default;
        }

        IsSpeech = false;
        _kept = Position;
        return new SpeechEvent(SpeechEventKind.SpeechStopped, Position, _voiceEnd, Position);
    }

    private SpeechEvent Drop()
    {
        _candidate = -1;
        return default;
    }
}
