using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Responses;
using RtcVoice.Conversation.Transcripts;
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

    /// <summary>The sound that has made the agent pause, or null.</summary>
    private Doubt? _doubt;

    /// <summary>When the talkspurt began that is being heard.</summary>
    private Instant _talkspurtStart = Instant.Never;

    /// <summary>Takes a beginning of speech for doubtful, if it is.</summary>
    /// <param name="position">Where in all the sound so far it begins.</param>
    /// <returns>True when the turn does not begin yet, or not at all.</returns>
    private bool TryDoubt(TimeSpan position)
    {
        if (_paced is null || _spoken.IsEmpty || _sounding is null || _input.Detection is not { InterruptResponse: true } || !IsInterruptible)
        {
            return false;
        }

        if (_now - _talkspurtStart < _services.Interruption.EchoWarmUp)
        {
            // Likely the agent's own voice. If it is not, it will still be heard afterwards.
            _input.Clear();
            return true;
        }

        if (_services.Interruption.MinSpeech <= _input.Voice)
        {
            return false;
        }

        _doubt = new Doubt(position, _paced.Pause(_now));
        LogPaused(Id, _doubt.Pause.Sent);
        return true;
    }

    private void ResolveDoubt()
    {
        if (_doubt is null)
        {
            return;
        }

        if (_input.Voice >= _services.Interruption.MinSpeech)
        {
            ConfirmDoubt();
        }
        else if (_input.Silence >= _services.Interruption.ResumeAfter)
        {
            DismissDoubt();
        }
    }

    // It was a turn: the agent has been cut off where it paused.
    private void ConfirmDoubt()
    {
        if (_doubt is { } doubt)
        {
            _doubt = null;
            BeginTurn(doubt.Position, cutsIn: true);
        }
    }

    // It was none: forgotten, as if it had not been.
    private void DismissDoubt()
    {
        if (_doubt is { } doubt)
        {
            _doubt = null;
            _input.Clear();
            TimeSpan from = ResumeFrom(doubt.Pause);
            _paced!.Resume(from, _now);
            LogResumed(Id, from);
        }
    }

    private TimeSpan ResumeFrom(in OutputCut pause)
    {
        if (_spoken.Find(pause.Speech) is not { } message)
        {
            return pause.Sent;
        }

        Utterance utterance = message.Utterance;
        TimeSpan start = utterance.Transcript.StartOfWordAt(pause.Sent, utterance.Generated, utterance.IsWhole);
        return pause.Sent - start > LongestWord ? pause.Sent - LongestWord : start;
    }

    private sealed record Doubt(TimeSpan Position, OutputCut Pause);
}
