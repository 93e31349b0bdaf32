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
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(20);

    /// <summary>A worker that was away for longer does not pull what it missed: the sound is late already.</summary>
    private static readonly TimeSpan MaxBehind = TimeSpan.FromMilliseconds(200);

    private readonly EarlyEar _early;
    private readonly UplinkDecoder _decoder = new();
    private readonly Resampler _resampler = new(OpusFormat.SampleRate, UserTurn.SampleRate);
    private readonly InputAudioBuffer _buffer;
    private readonly byte[] _payload = new byte[UplinkQueue.MaxPayloadBytes];
    private readonly short[] _frame = new short[OpusFormat.FrameSamples];
    private readonly short[] _resampled;
    private Instant _nextPull = Instant.Never;

    /// <summary>Makes an ear.</summary>
    /// <param name="buffer">Where the sound goes.</param>
    /// <param name="early">Hears it first.</param>
    public SpeechIn(InputAudioBuffer buffer, EarlyEar early)
    {
        _early = early;
        _buffer = buffer;
        _resampled = new short[OpusFormat.FrameSamples / (OpusFormat.SampleRate / UserTurn.SampleRate) + 1];
    }

    /// <summary>What the person's sound has been through.</summary>
    public SpeechInStatistics Statistics => SpeechInStatistics.Of(_decoder.Statistics);

    /// <summary>Takes what has come and listens to what is due.</summary>
    public void Take(UplinkQueue uplink, Instant now)
    {
        while (uplink.TryRead(_payload, out ReceivedFrame frame))
        {
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
            _decoder.Pull(_nextPull, _frame);
            Listen(_frame);
            _nextPull += FrameTime;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _decoder.Dispose();

    private void Listen(ReadOnlySpan<short> frame)
    {
        int count = _resampler.Process(frame, _resampled);
        _buffer.Write(_resampled.AsSpan(0, count));
    }
}
