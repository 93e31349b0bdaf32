using System.Runtime.CompilerServices;
using RtcVoice.Audio.JitterBuffer;
using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Resampling;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Peer;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Turns;

/// <summary>
/// The person's side of a call: frames from the peer become sound every 20 ms. Belongs to the call's worker.
/// </summary>
internal sealed class SpeechIn : IDisposable
{
    /// <summary>The most that a frame comes to at the rate of turns.</summary>
    private const int ResampledSamples = (OpusFormat.FrameSamples / (OpusFormat.SampleRate / UserTurn.SampleRate)) + 1;

    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(20);

    /// <summary>A worker that was away for longer does not pull what it missed: the sound is late already.</summary>
    private static readonly TimeSpan MaxBehind = TimeSpan.FromMilliseconds(200);

    private readonly EarlyEar _early;
    private readonly InputAudioBuffer _buffer;

    /// <summary>Both are made when the first frame comes: a call with no microphone has none.</summary>
    private UplinkDecoder? _decoder;
    private Resampler? _resampler;
    private Instant _nextPull = Instant.Never;

    /// <summary>Makes an ear.</summary>
    /// <param name="buffer">Where the sound goes.</param>
    /// <param name="early">Hears it first.</param>
    public SpeechIn(InputAudioBuffer buffer, EarlyEar early)
    {
        _early = early;
        _buffer = buffer;
    }

    /// <summary>What the person's sound has been through.</summary>
    public SpeechInStatistics Statistics => SpeechInStatistics.Of(_decoder?.Statistics ?? default);

    /// <summary>Takes what has come and listens to what is due.</summary>
    [SkipLocalsInit]
    public void Take(UplinkQueue uplink, Instant now)
    {
        Span<byte> payload = stackalloc byte[UplinkQueue.MaxPayloadBytes];
        while (uplink.TryRead(payload, out ReceivedFrame frame))
        {
            _decoder ??= new UplinkDecoder();
            _early.Take(frame);
            _decoder.Put(frame.Sequence, frame.Timestamp, frame.Payload, frame.Arrival);
            _nextPull = _nextPull.IsNever ? now : _nextPull;
        }

        if (_nextPull + MaxBehind < now)
        {
            _nextPull = now;
        }

        while (_nextPull <= now)
        {
            Listen(_nextPull);
            _nextPull += FrameTime;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _decoder?.Dispose();

    [SkipLocalsInit]
    private void Listen(Instant due)
    {
        _resampler ??= new Resampler(OpusFormat.SampleRate, UserTurn.SampleRate);
        Span<short> frame = stackalloc short[OpusFormat.FrameSamples];
        Span<short> resampled = stackalloc short[ResampledSamples];
        _decoder!.Pull(due, frame);
        int count = _resampler.Process(frame, resampled);
        _buffer.Write(resampled[..count]);
    }
}
