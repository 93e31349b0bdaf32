using System.Diagnostics.CodeAnalysis;
using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Responses;
using RtcVoice.Conversation.Transcripts;
using RtcVoice.Conversation.Turns;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Realtime;

/// <summary>
/// The doubtful interruption (design section 4, rule 7): the agent is silent at the first sound of the person, and either
/// has been cut off or goes on, as that sound turns out.
/// </summary>
public sealed partial class RealtimeSession
{
    /// <summary>A word is no longer than this; where its beginning is only guessed, it is not looked for further back.</summary>
    private static readonly TimeSpan LongestWord = TimeSpan.FromSeconds(1.2);

    /// <summary>Behind the end of a turn, recognition has made out its words by then.</summary>
    private static readonly TimeSpan WordsPatience = TimeSpan.FromMilliseconds(600);

    /// <summary>What goes on for so long and is not taken for speech is none.</summary>
    private static readonly TimeSpan SuspicionPatience = TimeSpan.FromMilliseconds(400);

    /// <summary>The sound that has made the agent pause, or null.</summary>
    private Doubt? _doubt;

    /// <summary>When the talkspurt began that is being heard.</summary>
    private Instant _talkspurtStart = Instant.Never;

    /// <summary>Words of what the person is saying, as far as the agent has made them out.</summary>
    private int _liveWords;

    /// <summary>True while the agent has paused once for what may become speech, and that goes on.</summary>
    private bool _isSuspicionKnown;

    private bool NeedsWords => _services.Interruption.MinWords > 0 && _agent.RecognizesLive;

    private bool CanBeInterrupted =>
        _paced is not null && !_spoken.IsEmpty && _sounding is not null && _input.Detection is { InterruptResponse: true } && IsInterruptible;

    /// <summary>Likely the agent's own voice. If it is not, it will still be heard afterwards.</summary>
    private bool IsWarmingUp => _now - _talkspurtStart < _services.Interruption.EchoWarmUp;

    /// <summary>Pauses at what may become speech, before it is taken for that; once for each.</summary>
    private void Suspect()
    {
        if (_earlyEar is null)
        {
            return;
        }

        _earlyEar.Threshold = _input.Threshold;
        _earlyEar.IsListening = CanBeInterrupted && !_input.IsLed && _turnItemId is null;
        TimeSpan voice = _earlyEar.VoiceAt(_now);
        if (voice < _services.Interruption.PauseAfter)
        {
            _isSuspicionKnown &= voice > TimeSpan.Zero;
        }
        else if (_doubt is { Position: null, Held.Count: 0 } doubt && _now - doubt.Begin < SuspicionPatience)
        {
            doubt.ResumeAt = _now + _services.Interruption.ResumeAfter;
        }
        else if (!_isSuspicionKnown && _doubt is null && !IsWarmingUp)
        {
            _isSuspicionKnown = true;
            BeginDoubt();
        }
    }

    /// <summary>Takes a beginning of speech for doubtful, if it is.</summary>
    /// <param name="position">Where in all the sound so far it begins.</param>
    /// <returns>True when the turn does not begin yet, or not at all.</returns>
    private bool TryDoubt(TimeSpan position)
    {
        if (_doubt is null)
        {
            if (!CanBeInterrupted)
            {
                return false;
            }

            if (IsWarmingUp)
            {
                _input.Clear();
                return true;
            }

            if (_services.Interruption.MinSpeech <= _input.Voice && !NeedsWords)
            {
                return false;
            }

            BeginDoubt();
        }

        _doubt.Position = position;
        return true;
    }

    [MemberNotNull(nameof(_doubt))]
    private void BeginDoubt()
    {
        _liveWords = 0;
        _doubt = new Doubt(_paced!.Pause(_now), _now) { ResumeAt = _now + _services.Interruption.ResumeAfter };
        LogPaused(Id, _doubt.Pause.Sent);
        Held?.Invoke(true);
    }

    /// <summary>Holds back a turn that has ended in doubt, if the agent may still make out words in it.</summary>
    private bool TryHold(TimeSpan end, TurnSound sound)
    {
        if (_doubt is not { Position: { } start } doubt || !NeedsWords || sound.Speech < _services.Interruption.MinSpeech)
        {
            return false;
        }

        doubt.Held.Add((start, end, sound));
        doubt.Position = null;
        doubt.ResumeAt = _now + WordsPatience;
        return true;
    }

    private void ResolveDoubt()
    {
        if (_doubt is not { } doubt)
        {
            return;
        }

        bool isLong = doubt.Held.Count > 0 || (doubt.Position is not null && _input.Voice >= _services.Interruption.MinSpeech);
        if (isLong && (!NeedsWords || _liveWords >= _services.Interruption.MinWords))
        {
            ConfirmDoubt();
        }
        else if (doubt.Position is null ? _now >= doubt.ResumeAt : !isLong && _input.Silence >= _services.Interruption.ResumeAfter)
        {
            DismissDoubt();
        }
    }

    // It was a turn, or several: the agent has been cut off where it paused.
    private void ConfirmDoubt()
    {
        if (_doubt is not { } doubt)
        {
            return;
        }

        _doubt = null;
        foreach ((TimeSpan start, TimeSpan end, TurnSound sound) in doubt.Held)
        {
            BeginTurn(start, cutsIn: true);
            EndTurn(end, sound);
        }

        if (doubt.Position is { } position)
        {
            BeginTurn(position, cutsIn: true);
        }

        if (doubt.MutedAt is { } muted)
        {
            OnMuted(muted, _now);
        }
    }

    // It was none: forgotten, as if it had not been.
    private void DismissDoubt()
    {
        if (_doubt is { } doubt)
        {
            _doubt = null;
            if (doubt.Position is not null || doubt.Held.Count > 0)
            {
                _input.Clear();
            }

            TimeSpan from = ResumeFrom(doubt);
            Held?.Invoke(false);
            _paced!.Resume(from, _now);
            LogResumed(Id, from);
        }
    }

    private void OnLiveTranscript(string words)
    {
        _liveWords = words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        _input.Hear(words);
    }

    private TimeSpan ResumeFrom(Doubt doubt)
    {
        OutputCut pause = doubt.Pause;
        // Where the client has fallen silent by itself, what was on its way then has to be said again.
        TimeSpan heard = doubt.MutedAt is { } muted && _paced!.PositionAt(pause.Speech, muted) is var position && position < pause.Sent ? position : pause.Sent;
        if (_spoken.Find(pause.Speech) is not { } message)
        {
            return heard;
        }

        Utterance utterance = message.Utterance;
        TimeSpan start = utterance.Transcript.StartOfWordAt(heard, utterance.Generated, utterance.IsWhole);
        return heard - start > LongestWord ? heard - LongestWord : start;
    }

    /// <summary>Sounds that may be an interruption.</summary>
    /// <param name="pause">Where the agent paused for them.</param>
    /// <param name="begin">When it did.</param>
    private sealed class Doubt(OutputCut pause, Instant begin)
    {
        public OutputCut Pause => pause;

        public Instant Begin => begin;

        /// <summary>Where the speech begins that goes on; null when there is none, or it is only suspected.</summary>
        public TimeSpan? Position { get; set; }

        /// <summary>Where the client fell silent when it was told of the pause, in samples at 48 kHz on the call's media clock; null when it did not.</summary>
        public long? MutedAt { get; set; }

        /// <summary>Those that have ended and were long enough for a turn, but in which no words have been made out.</summary>
        public List<(TimeSpan Start, TimeSpan End, TurnSound Sound)> Held { get; } = [];

        /// <summary>With no speech that goes on, the agent does from then on.</summary>
        public Instant ResumeAt { get; set; } = Instant.Never;
    }
}
