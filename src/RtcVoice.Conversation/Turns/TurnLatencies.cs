using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Responses;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Turns;

/// <summary>
/// Measures how soon turns are answered. The answer to a turn is the first message with a sound that is begun behind it. The
/// worker's.
/// </summary>
/// <param name="output">Where answers go.</param>
/// <param name="clock">Tells the time of day.</param>
internal sealed class TurnLatencies(IVoiceOutput output, TimeProvider clock)
{
    /// <summary>The oldest go beyond: enough to see how a call goes.</summary>
    private const int MaxTurns = 16;

    private readonly IVoiceOutput _output = output;
    private readonly TimeProvider _clock = clock;
    private readonly Queue<TurnLatency> _past = new();

    /// <summary>The latest turn; null before the first.</summary>
    private TurnLatency? _latest;

    /// <summary>When the person fell silent, in the latest turn.</summary>
    private Instant _speechEnded = Instant.Never;

    /// <summary>The answer that is followed; null while there is none, and once all is known of it.</summary>
    private MessageInProgress? _answer;

    /// <summary>The latest turns, the oldest first.</summary>
    public IReadOnlyList<TurnLatency> Turns => _latest is { } latest ? [.. _past, latest] : [];

    /// <summary>A turn is over.</summary>
    /// <param name="itemId">The turn.</param>
    /// <param name="speechEnded">When the person fell silent.</param>
    /// <param name="now">The time.</param>
    public void OnTurnEnded(string itemId, Instant speechEnded, Instant now)
    {
        if (_latest is { } before)
        {
            _past.Enqueue(before);
            if (_past.Count >= MaxTurns)
            {
                _past.Dequeue();
            }
        }

        _answer = null;
        _speechEnded = Instant.Earlier(speechEnded, now);
        TimeSpan decided = now - _speechEnded;
        _latest = new TurnLatency(itemId, _clock.GetUtcNow() - decided, decided, FirstSound: null, Departed: null, Heard: null, IsBrokenOff: false);
    }

    /// <summary>The agent has begun a message that is to be heard.</summary>
    public void OnSpeechBegun(MessageInProgress message)
    {
        if (_latest is { FirstSound: null, IsBrokenOff: false })
        {
            _answer = message;
        }
    }

    /// <summary>The first frame of a speech has left.</summary>
    public void OnDeparted(MessageInProgress message, Instant at)
    {
        if (message == _answer)
        {
            TimeSpan departed = at - _speechEnded;
            _latest = _latest! with { FirstSound = _latest.FirstSound ?? departed, Departed = departed };
        }
    }

    /// <summary>A message was cut off.</summary>
    public void OnCut(MessageInProgress message)
    {
        if (message == _answer)
        {
            _latest = _latest! with { IsBrokenOff = true };
            _answer = null;
        }
    }

    /// <summary>Looks how far the answer has come; every tick.</summary>
    public void Follow(Instant now)
    {
        if (_answer is not { } answer)
        {
            return;
        }

        if (_latest!.FirstSound is null && answer.Utterance.Generated > TimeSpan.Zero)
        {
            _latest = _latest with { FirstSound = now - _speechEnded };
        }

        if (_latest.Departed is { } departed && _output.PositionOf(answer.SpeechId, now).Heard is var heard && heard > TimeSpan.Zero)
        {
            TimeSpan sinceSpeech = now - _speechEnded - heard;
            _latest = _latest with { Heard = sinceSpeech > departed ? sinceSpeech : departed };
            _answer = null;
        }
    }
}
