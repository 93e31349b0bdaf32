using RtcVoice.Timing;

namespace RtcVoice.Pacing.Speech;

/// <summary>
/// The pause (design section 4, rule 7): stops as a cut does, with the same fade at the same sample, but nothing is
/// dropped. What the ring held goes back to its segments, and speech goes on from where it was stopped or from a little
/// before.
/// </summary>
internal sealed partial class Talkspurts
{
    private SpeechCut _pausedAt;

    public SpeechCut Pause(Instant now)
    {
        Observe();
        if (State == SpeechOutState.Paused)
        {
            return _pausedAt;
        }

        SpeechCut cut = CutRing();
        _current = null;
        _position = 0;
        _waiting.Clear();
        foreach (SpeechSegment segment in _tracker.Segments.ToArray())
        {
            // What is wholly with the pacer, or ends within the frame of the fade, has been said.
            SegmentProgress progress = segment.Progress;
            long end = segment.Id == cut.Segment ? cut.Sent : progress.Claimed;
            (long written, bool isComplete) = segment.Look();
            progress.IsEnding |= isComplete && end == written && written > 0;
            if (progress.IsCut || progress.IsEnding)
            {
                _tracker.TryEnd(segment, now);
            }
            else if (_current is null && segment.Id == cut.Segment)
            {
                _current = segment;
                _position = end;
            }
            else
            {
                _waiting.Enqueue(segment);
            }
        }

        _isStarved = false;
        State = SpeechOutState.Paused;
        _pausedAt = WithAllSent(cut);
        while (TryGuardSilence())
        {
        }

        return _pausedAt;
    }

    public long Resume(long from, Instant now)
    {
        if (State != SpeechOutState.Paused)
        {
            return _position;
        }

        State = SpeechOutState.Idle;
        if (_current is { } segment)
        {
            _position = Math.Clamp(from, Math.Min(segment.FirstHeld, _position), _position);
            State = SpeechOutState.Held;
            _audioCameAt = segment.FirstWriteAt;
        }

        long position = _position;
        TopUp(now);
        return position;
    }

    // Speech that has gone back to the beginning of a word has been sent further than it stands.
    private SpeechCut WithAllSent(SpeechCut cut)
    {
        foreach (SpeechSegment segment in _tracker.Segments)
        {
            if (segment.Id == cut.Segment)
            {
                return cut with { Sent = Math.Max(cut.Sent, segment.Progress.Furthest) };
            }
        }

        return cut;
    }
}
