using System.Collections.Concurrent;
using RtcVoice.Audio.Opus;
using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Speech;

namespace RtcVoice.Pacing;

/// <summary>
/// The encoders of all calls, lent for the time of a talkspurt: between talkspurts a call needs none, so memory (350 kB
/// each at the default depth, with the snapshots that make a cut exact) follows the talkers and not the calls. Any thread.
/// </summary>
public sealed class SpeechEncoders : IDisposable
{
    /// <summary>Encoders kept for the next talkspurt, 22 MB: as many as talk at once on one core, less those that do.</summary>
    private const int MaxIdle = 64;

    private readonly ConcurrentStack<ISpeechEncoder> _idle = new();
    private readonly Func<ISpeechEncoder> _make;
    private readonly OpusSilence? _opusSilence;
    private readonly TargetComplexity _complexity;
    private volatile bool _isDisposed;

    /// <summary>Makes the silence that all calls share, about 30 ms of work, and a first encoder.</summary>
    /// <param name="options">How speech is coded; <see cref="OpusEncoderOptions.Default"/> when null.</param>
    /// <exception cref="DllNotFoundException">libopus is not installed; the message names the package.</exception>
    public SpeechEncoders(OpusEncoderOptions? options = null)
    {
        options ??= OpusEncoderOptions.Default;
        OpusSilence silence = OpusSilence.Create(options);
        _opusSilence = silence;
        Silence = SilenceFrames.From(silence);
        SettlingFrames = OpusSilence.ConvergenceFrames;
        DefaultPacketLossPercent = options.ExpectedPacketLossPercent;
        var complexity = new TargetComplexity(options.Complexity);
        _complexity = complexity;
        _make = () => new OpusSpeechEncoder(options, silence, complexity);
        Return(Lend());
    }

    internal SpeechEncoders(Func<ISpeechEncoder> make, SilenceFrames silence, int settlingFrames)
    {
        _make = make;
        _complexity = new TargetComplexity(OpusEncoderOptions.Default.Complexity);
        Silence = silence;
        SettlingFrames = settlingFrames;
    }

    /// <summary>
    /// The effort that speech is coded with, 0 to 10, in all calls; that of the options until it is set. Any thread. Speech
    /// under way takes it up at the next talkspurt or the first quiet frame (peak of -40 dBFS), where no change is heard. At 0
    /// and 1 the bitrate is a quarter higher, which keeps bandwidth and quality.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Complexity
    {
        get => _complexity.Value;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 10);
            _complexity.Value = value;
        }
    }

    internal SilenceFrames Silence { get; }

    /// <summary>Frames of zeros to encode behind speech before <see cref="Silence"/> follows without a step.</summary>
    internal int SettlingFrames { get; }

    internal int DefaultPacketLossPercent { get; }

    /// <summary>Disposes the idle encoders; those lent are disposed when they come back.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryPop(out ISpeechEncoder? encoder))
        {
            encoder.Dispose();
        }

        _opusSilence?.Dispose();
    }

    /// <summary>An encoder, in the state of silence.</summary>
    internal ISpeechEncoder Lend()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ISpeechEncoder encoder = _idle.TryPop(out ISpeechEncoder? idle) ? idle : _make();
        encoder.RestoreSilence();
        return encoder;
    }

    internal void Return(ISpeechEncoder encoder)
    {
        if (_isDisposed || _idle.Count >= MaxIdle)
        {
            encoder.Dispose();
        }
        else
        {
            _idle.Push(encoder);
        }
    }
}
