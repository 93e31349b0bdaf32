using RtcVoice.Audio.JitterBuffer;
using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Resampling;
using RtcVoice.Audio.Vad;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Peer;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Turns;

/// <summary>
/// The person's side of a call: frames from the peer become sound every 20 ms, sound becomes turns. Belongs to the
/// call's worker. It does not decide what a turn means.
/// </summary>
internal sealed class SpeechIn : IDisposable
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(20);

    /// <summary>A worker that was away for longer does not pull what it missed: the sound is late already.</summary>
    private static readonly TimeSpan MaxBehind = TimeSpan.FromMilliseconds(200);

    private readonly UplinkDecoder _decoder = new();
    private readonly Resampler _resampler = new(OpusFormat.SampleRate, UserTurn.SampleRate);
    private readonly VoiceActivityDetector _detector;
    private readonly TurnRecorder _recorder = new();
    private readonly Queue<SpeechInEvent> _events = new();
    private readonly byte[] _payload = new byte[UplinkQueue.MaxPayloadBytes];
    private readonly short[] _frame = new short[OpusFormat.FrameSamples];
    private readonly short[] _resampled;
    private Instant _nextPull = Instant.Never;
    private long _voiceStart;

    public SpeechIn(SileroModel vad)
    {
        _detector = new VoiceActivityDetector(vad, UserTurn.SampleRate);
        _resampled = new short[OpusFormat.FrameSamples / (OpusFormat.SampleRate / UserTurn.SampleRate) + 1];
    }

    /// <summary>What the person's sound has been through.</summary>
    public SpeechInStatistics Statistics => SpeechInStatistics.Of(_decoder.Statistics);

    /// <summary>Takes what has come and listens to what is due.</summary>
    public void Take(UplinkQueue uplink, Instant now)
    {
        while (uplink.TryRead(_payload, out ReceivedFrame frame))
        {
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

    /// <summary>Takes the oldest event not taken yet.</summary>
    public bool TryTakeEvent(out SpeechInEvent happened) => _events.TryDequeue(out happened);

    /// <inheritdoc />
    public void Dispose()
    {
        _decoder.Dispose();
        _detector.Dispose();
        _recorder.Dispose();
    }

    private void Listen(ReadOnlySpan<short> frame)
    {
        int count = _resampler.Process(frame, _resampled);
        ReadOnlySpan<short> pcm = _resampled.AsSpan(0, count);
        _recorder.Write(pcm);
        _detector.Process(pcm);
        while (_detector.TryPollEvent(out SpeechEvent happened))
        {
            if (happened.Kind == SpeechEventKind.SpeechStarted)
            {
                _voiceStart = happened.VoiceSample;
                _recorder.Begin(happened.Sample);
                _events.Enqueue(new SpeechInEvent(null));
            }
            else
            {
                var spoken = TimeSpan.FromSeconds((double)(happened.VoiceSample - _voiceStart) / UserTurn.SampleRate);
                _events.Enqueue(new SpeechInEvent(_recorder.End(spoken)));
            }
        }
    }
}
