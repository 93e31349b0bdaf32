using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Responses;
using RtcVoice.Conversation.Turns;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Realtime;

/// <summary>How the session is getting on.</summary>
public sealed partial class RealtimeSession
{
    private readonly SpeechTally _tally;
    private readonly TurnLatencies _latencies;

    /// <summary>How the session got on by the end; null before.</summary>
    private volatile SessionProgress? _lastProgress;

    /// <summary>Grows when it becomes known that a message was heard.</summary>
    private long _settled;

    /// <summary>How the session is getting on, or had by the end of the call. Any thread. Does not complete while the call is connecting.</summary>
    public Task<SessionProgress> DescribeProgressAsync() => AskAsync(Progress, () => _lastProgress);

    private SessionProgress Progress() => new(_items.Version + _settled, _tally.At(_spoken.All, _now), _latencies.Turns);

    // Where in time the voice of a turn ended: sound that was taken in a moment ago was said that long ago.
    private Instant EndOfSpeech(TurnSound sound) =>
        sound.VoiceEnd is { } end && end < _input.Position ? _now - (_input.Position - end) : _now;

    private void SettleHeard(MessageInProgress message)
    {
        _settled++;
        _tally.Settle(message.Utterance);
    }
}
