using System.Runtime.CompilerServices;
using RtcVoice.Audio.Resampling;

namespace RtcVoice.Audio.Vad;

/// <summary>
/// One microphone from sound to speech events: resamples to 16 kHz where it must, cuts into windows, and runs
/// <see cref="SileroVad"/> and <see cref="SpeechDetector"/> on each. Not safe for use by two threads at once.
/// </summary>
public sealed class VoiceActivityDetector : IDisposable
{
    /// <summary>Sound is resampled in pieces of this many samples: 20 ms at 48 kHz.</summary>
    private const int PieceSamples = 960;

    /// <summary>Events kept for a reader that does not come; the oldest go first. Each stands for half a second or more.</summary>
    private const int MaxEvents = 32;

    private readonly SileroModel _model;
    private readonly Resampler _resampler;
    private readonly Queue<SpeechEvent> _events = new();
    private readonly int _pieceLength;
    private short[] _window = [];

    /// <summary>Made when the first sound comes: a call with no microphone has none.</summary>
    private SileroVad? _vad;
    private int _filled;

    /// <summary>Makes a detector.</summary>
    /// <param name="model">The shared model.</param>
    /// <param name="inputRate">Samples a second of the sound that comes; 48,000 by default.</param>
    /// <param name="options">When speech begins and ends.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range, or the rate has no simple ratio to 16 kHz.</exception>
    public VoiceActivityDetector(SileroModel model, int inputRate = 48_000, SpeechDetectorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        Speech = new SpeechDetector(options);
        _resampler = new Resampler(inputRate, SileroVad.SampleRate);
        _pieceLength = (int)(PieceSamples * (long)SileroVad.SampleRate / inputRate) + 1;
    }

    /// <summary>The decisions, and the parameters they are made by.</summary>
    public SpeechDetector Speech { get; }

    /// <summary>The probability of the last window.</summary>
    public float Probability { get; private set; }

    /// <summary>
    /// How long after a sound its window can be judged at the latest: the resampler's lookahead and the window, 35.5 ms
    /// from 48 kHz.
    /// </summary>
    public TimeSpan Latency => _resampler.Latency + TimeSpan.FromMilliseconds(1000.0 * SileroVad.WindowSamples / SileroVad.SampleRate);

    /// <summary>Takes sound in, of any length; then drain <see cref="TryPollEvent"/>.</summary>
    [SkipLocalsInit]
    public void Process(ReadOnlySpan<short> pcm)
    {
        Span<short> resampled = stackalloc short[_pieceLength];
        while (!pcm.IsEmpty)
        {
            int take = Math.Min(pcm.Length, PieceSamples);
            int count = _resampler.Process(pcm[..take], resampled);
            pcm = pcm[take..];
            Take(resampled[..count]);
        }
    }

    /// <summary>Takes the next event out; false when there is none.</summary>
    public bool TryPollEvent(out SpeechEvent speechEvent) => _events.TryDequeue(out speechEvent);

    /// <summary>Goes back to the beginning.</summary>
    public void Reset()
    {
        _vad?.Reset();
        Speech.Reset();
        _resampler.Reset();
        _events.Clear();
        _filled = 0;
        Probability = 0;
    }

    /// <inheritdoc />
    public void Dispose() => _vad?.Dispose();

    private void Take(ReadOnlySpan<short> samples)
    {
        if (_vad is null)
        {
            _vad = new SileroVad(_model);
            _window = GC.AllocateUninitializedArray<short>(SileroVad.WindowSamples, pinned: true);
        }

        while (!samples.IsEmpty)
        {
            int take = Math.Min(samples.Length, _window.Length - _filled);
            samples[..take].CopyTo(_window.AsSpan(_filled));
            samples = samples[take..];
            _filled += take;
            if (_filled < _window.Length)
            {
                return;
            }

            _filled = 0;
            Probability = _vad.Process(_window.AsSpan());
            SpeechEvent change = Speech.Process(Probability);
            if (change.Kind == SpeechEventKind.None)
            {
                continue;
            }

            if (_events.Count == MaxEvents)
            {
                _events.Dequeue();
            }

            _events.Enqueue(change);
        }
    }
}
