using RtcVoice.Pacing.Frames;
using RtcVoice.Timing;

namespace RtcVoice.Pacing.Speech;

/// <summary>
/// The cut (design section 4, rule 6: stop the samples, freeze the position). The encoder goes back to its state before
/// the first frame that the pacer has not claimed; that frame is made anew, fading; and one compare-and-swap puts it in
/// the place of all the ring held. If the pacer claims a frame meanwhile, the swap fails and the next frame is taken.
/// </summary>
internal sealed partial class Talkspurts
{
    public SpeechCut Cut(Instant now)
    {
        Observe();
        SpeechCut cut = CutRing();
        SpeechCut told = WithAllSent(cut);
        int dropped = 0;
        foreach (SpeechSegment segment in _tracker.Segments.ToArray())
        {
            // What is wholly with the pacer, or ends within the frame of the cut, has been said.
            SegmentProgress progress = segment.Progress;
            long end = segment.Id == cut.Segment ? cut.Sent : progress.Claimed;
            (long written, bool isComplete) = segment.Look();
            progress.IsEnding |= isComplete && end == written && written > 0;
            if (progress.IsCut || progress.IsEnding)
            {
                _tracker.TryEnd(segment, now);
                continue;
            }

            progress.IsCut = true;
            segment.Cancel();
            dropped++;
            _tracker.TryEnd(segment, now);
        }

        _waiting.Clear();
        Leave();
        while (TryGuardSilence())
        {
        }

        return told with { Dropped = dropped };
    }

    // Steps over the frames of earlier cuts, which end in silence already, to the first that this cut is about.
    private SpeechCut CutRing()
    {
        while (true)
        {
            _writer.NoteClaims();
            long place = _writer.Head;
            while (place < _writer.Tail && _writer.RecordAt(place).Tag.Has(FrameContent.Cut))
            {
                place++;
            }

            if (place == _writer.Tail)
            {
                if (TryCutBehindRing(out SpeechCut behind))
                {
                    return behind;
                }
            }
            else if (_writer.RecordAt(place).IsSilence)
            {
                return CutInSilence();
            }
            else if (TryCutAt(place, out SpeechCut cut))
            {
                return cut;
            }
        }
    }

    private bool TryCutAt(long place, out SpeechCut cut)
    {
        FrameRecord record = _writer.RecordAt(place);
        FrameTag old = record.Tag;
        SpeechSegment segment = record.Segment!;
        FrameTag tag;
        if (old.Offset == 0 || old.Has(FrameContent.Onset))
        {
            // Silence went before: there is nothing to fade, and 10 ms of a beginning would only be noise.
            cut = new SpeechCut(old.Segment, old.Offset, old.Offset, 0);
            tag = FrameTag.Silence;
            _pcm.AsSpan().Clear();
        }
        else if (old.Samples <= Ramp.FadeSamples)
        {
            // It ends within 10 ms by itself.
            tag = old with { Content = old.Content | FrameContent.Cut };
            cut = new SpeechCut(old.Segment, old.Has(FrameContent.FadeOut) ? old.Offset : old.End, old.End, 0);
            Render(segment, tag);
        }
        else
        {
            tag = old with
            {
                Samples = Ramp.FadeSamples,
                Content = (old.Content & ~FrameContent.End) | FrameContent.FadeOut | FrameContent.Cut,
            };
            cut = new SpeechCut(old.Segment, old.Offset, tag.End, 0);
            Render(segment, tag);
        }

        return TryPutCut(place, segment, tag);
    }

    // The ring has run empty: in mid-speech the reserve still makes a fade, if the pacer has not broken off already.
    private bool TryCutBehindRing(out SpeechCut cut)
    {
        cut = CutInSilence();
        if (State != SpeechOutState.Speaking || _isStarved || _ring.EmptyClaims != _emptyClaims)
        {
            return true;
        }

        SpeechSegment segment = _current!;
        int samples = (int)Math.Min(segment.Look().Written - _position, Ramp.FadeSamples);
        const FrameContent Content = FrameContent.Speech | FrameContent.FadeOut | FrameContent.Cut;
        var tag = new FrameTag(segment.Id, _position, samples, Content);
        cut = new SpeechCut(segment.Id, _position, tag.End, 0);
        Render(segment, tag);
        return TryPutCut(_writer.Tail, segment, tag);
    }

    private bool TryPutCut(long place, SpeechSegment segment, in FrameTag tag)
    {
        bool isSilence = tag.Has(FrameContent.Silence);
        if (!_writer.TryReplaceFrom(place, _pcm, isSilence ? null : segment, tag))
        {
            return false;
        }

        if (!isSilence)
        {
            segment.Progress.Furthest = Math.Max(segment.Progress.Furthest, tag.End);
        }

        _cuts++;
        _settled = isSilence ? 1 : 0;
        return true;
    }

    // Nothing of the segment is in the ring any more: it ends where it was held, or had not begun.
    private SpeechCut CutInSilence() =>
        _current is { } segment ? new SpeechCut(segment.Id, _position, _position, 0) : default;
}
