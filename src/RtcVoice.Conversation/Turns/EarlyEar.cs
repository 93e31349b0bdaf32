using System.Runtime.CompilerServices;
using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Vad;
using RtcVoice.Conversation.Peer;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Turns;

/// <summary>
/// Listens to the person's frames as they come in, before the jitter buffer has made a stream of them: a barge-in is noticed
/// sooner by all that the buffer waits, which is 30 ms on a good network and 150 on a bad one. It listens only when told
/// to, while the agent speaks, and serves for nothing but suspicion: the turn itself is found in the whole stream. The
/// worker's.
/// </summary>
internal sealed class EarlyEar(SileroModel vad) : IDisposable
{
    /// <summary>With no frame for so long the microphone is taken for silent.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Both are made when there is something to listen to.</summary>
    private OpusDecoder? _decoder;
    private OnsetDetector? _onset;
    private float? _threshold;
    private Instant _lastArrival = Instant.Never;
    private long _lastSequence;
    private bool _isListening;

    /// <summary>Whether it listens. It begins with nothing heard.</summary>
    public bool IsListening
    {
        get => _isListening;
        set
        {
            if (value && !_isListening)
            {
                Forget();
            }

            _isListening = value;
        }
    }

    /// <summary>The turn detection's threshold: see <see cref="OnsetDetector.Threshold"/>.</summary>
    public float Threshold
    {
        set
        {
            _threshold = value;
            if (_onset is not null)
            {
                _onset.Threshold = value;
            }
        }
    }

    /// <summary>How long there has been voice: see <see cref="OnsetDetector.Voice"/>.</summary>
    public TimeSpan VoiceAt(Instant now) => _isListening && _onset is not null && IsSounding(now) ? _onset.Voice : TimeSpan.Zero;

    /// <summary>Listens to a frame. One that comes too late for its place is left out, as one that never comes.</summary>
    [SkipLocalsInit]
    public void Take(in ReceivedFrame frame)
    {
        if (!_isListening)
        {
            return;
        }

        if (!IsSounding(frame.Arrival))
        {
            Forget();
        }
        else if (frame.Sequence <= _lastSequence)
        {
            return;
        }

        _lastArrival = frame.Arrival;
        _lastSequence = frame.Sequence;
        _decoder ??= new OpusDecoder();
        Span<short> pcm = stackalloc short[OpusFormat.MaxPacketSamples];
        if (_decoder.TryDecode(frame.Payload, pcm, out int samples))
        {
            _onset ??= MakeOnset();
            _onset.Process(pcm[..samples]);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _decoder?.Dispose();
        _onset?.Dispose();
    }

    private OnsetDetector MakeOnset()
    {
        var onset = new OnsetDetector(vad, OpusFormat.SampleRate);
        onset.Threshold = _threshold ?? onset.Threshold;
        return onset;
    }

    private bool IsSounding(Instant now) => !_lastArrival.IsNever && now - _lastArrival < Patience;

    private void Forget()
    {
        _decoder?.Reset();
        _onset?.Reset();
        _lastArrival = Instant.Never;
    }
}
