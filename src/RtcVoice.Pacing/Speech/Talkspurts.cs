using RtcVoice.Audio.Opus;
using RtcVoice.Pacing.Frames;
using RtcVoice.Timing;

namespace RtcVoice.Pacing.Speech;

/// <summary>
/// When speech starts, runs dry, is held, resumes and ends (design section 4, rule 3): the state machine behind
/// <see cref="SpeechOut"/>, told the time and run by the worker.
/// <code>
///            audio               watermark            dry, ring low          fade claimed
///   Idle ------------> Buffering ----------> Speaking -------------> Fading -------------> Held
///    ^                                        |    ^                    |                    |
///    '--------- all of it encoded ------------'    '-- audio in time ---'--- watermark ------'
/// </code>
/// A pause leads from any of them to Paused, and back to Held or Idle.
/// </summary>
internal sealed partial class Talkspurts
{
    /// <summary>
    /// 10 ms kept back while more may come: from it the fade-out is made when nothing does, so that speech never breaks
    /// off in mid-word.
    /// </summary>
    private const int ReserveSamples = Ramp.FadeSamples;

    /// <summary>What must be buffered of an open segment to encode one more frame of it.</summary>
    private const int AheadSamples = OpusFormat.FrameSamples + ReserveSamples;

    /// <summary>
    /// With no more than this many frames left to the pacer and no audio for another, the fade-out goes in: 20 ms before
    /// its turn, two ticks of the worker. Until its turn it can be taken back.
    /// </summary>
    private const int LowFrames = 1;

    /// <summary>Silence put behind a fade-out at once: 40 ms in which the worker may be late to add the rest.</summary>
    private const int GuardFrames = 2;

    /// <summary>A fade-in of at least 5 ms needs this much; a shorter rest behind a hold is shaped as one piece.</summary>
    private const int ShortPieceSamples = OpusFormat.SampleRate / 1000 * 5;

    private readonly FrameRing _ring;
    private readonly FrameWriter _writer;
    private readonly StallMemory _stalls;
    private readonly DepartureTracker _tracker;
    private readonly Queue<SpeechSegment> _waiting = new();
    private readonly short[] _pcm = new short[OpusFormat.FrameSamples];
    private readonly int _settlingFrames;

    /// <summary>The segment being spoken, and the position of its first sample not encoded.</summary>
    private SpeechSegment? _current;
    private long _position;

    /// <summary>Where in the ring the fade-out of <see cref="SpeechOutState.Fading"/> is.</summary>
    private long _fadeAt;

    /// <summary>In <see cref="SpeechOutState.Held"/>: what had come when it began, and when the first came after.</summary>
    private long _writtenAtHold;
    private Instant _audioCameAt = Instant.Never;

    /// <summary>Frames of silence encoded since the last speech.</summary>
    private int _settled;

    /// <summary>The ring's empty claims when speech was last topped up; one more in mid-speech is a starvation.</summary>
    private long _emptyClaims;
    private bool _isStarved;

    /// <summary>Departures known to be lost.</summary>
    private long _lost;

    private long _underruns;
    private long _rescues;
    private long _starvations;
    private long _cuts;

    public Talkspurts(FrameRing ring, SpeechEncoders encoders, StallMemory stalls, DepartureTracker tracker)
    {
        _ring = ring;
        _writer = new FrameWriter(ring, encoders);
        _stalls = stalls;
        _tracker = tracker;
        _settlingFrames = encoders.SettlingFrames;
    }

    public SpeechOutState State { get; private set; }

    public PacingStatistics? Counters { get; set; }

    public int ExpectedPacketLossPercent
    {
        get => _writer.ExpectedPacketLossPercent;
        set => _writer.ExpectedPacketLossPercent = value;
    }

    public bool IsSpeaking =>
        State is SpeechOutState.Speaking or SpeechOutState.Fading or SpeechOutState.Held || _writer.HasUnclaimedSpeech;

    /// <summary>True when the ring is full and there is audio for the next frame too: no need to be told of more.</summary>
    public bool HasEnough =>
        State == SpeechOutState.Speaking && !_writer.HasRoom && _current!.Look().Written - _position >= AheadSamples;

    public SpeechOutStatistics Statistics =>
        new(_writer.Encoded, _underruns, _rescues, _starvations, _cuts, _stalls.Watermark, _stalls.Delay, MeasureBuffered());

    public void Add(SpeechSegment segment)
    {
        _waiting.Enqueue(segment);
        _tracker.Add(segment);
    }

    public void TopUp(Instant now)
    {
        Observe();
        while (TryStep(now))
        {
        }

        _emptyClaims = _ring.EmptyClaims;
        if (_writer.HasEncoder && _current is null && _writer.Unclaimed == 0 && _settled >= _settlingFrames)
        {
            _writer.ReturnEncoder();
        }
    }

    /// <summary>The call is over.</summary>
    public void End()
    {
        foreach (SpeechSegment segment in _tracker.Segments)
        {
            segment.Cancel();
        }

        _waiting.Clear();
        Leave();
        _writer.ReturnEncoder();
    }

    private void Observe()
    {
        _writer.NoteClaims();
        _tracker.Update();
        ForgetLost();
        ConfirmFade();
        if (State == SpeechOutState.Speaking && _ring.EmptyClaims != _emptyClaims)
        {
            _emptyClaims = _ring.EmptyClaims;
            _isStarved = true;
            _starvations++;
            Counters?.CountStarvation();
        }
    }

    // A worker that was away for seconds has not seen all departures: what the pacer had then has gone.
    private void ForgetLost()
    {
        if (_tracker.Lost == _lost)
        {
            return;
        }

        _lost = _tracker.Lost;
        foreach (SpeechSegment segment in _tracker.Segments.ToArray())
        {
            segment.Progress.InFlight = _writer.CountUnclaimed(segment);
            segment.Progress.Departed = segment.Progress.Claimed;
        }
    }

    // One step of the machine; false when there is nothing to do until audio comes or the pacer takes a frame.
    private bool TryStep(Instant now) => State switch
    {
        SpeechOutState.Speaking => TrySpeak(now),
        SpeechOutState.Fading => TryRescue(now),
        SpeechOutState.Held => TryResume(now),
        SpeechOutState.Paused => TrySettle(),
        _ => TryStart(now),
    };

    private bool TryStart(Instant now)
    {
        if (!_waiting.TryPeek(out SpeechSegment? segment))
        {
            State = SpeechOutState.Idle;
            return TrySettle();
        }

        (long written, bool isComplete) = segment.Look();
        if (isComplete && written == 0)
        {
            _waiting.Dequeue();
            _tracker.TryEnd(segment, now);
            return true;
        }

        if (!isComplete && !IsEnough(written, segment.FirstWriteAt, now))
        {
            State = written > 0 ? SpeechOutState.Buffering : SpeechOutState.Idle;
            return TrySettle();
        }

        return TryOnset(segment, 0, FrameContent.None, now);
    }

    private bool TryResume(Instant now)
    {
        SpeechSegment segment = _current!;
        (long written, bool isComplete) = segment.Look();
        if (isComplete && written == _position)
        {
            EndSegment(now);
            return true;
        }

        if (_audioCameAt.IsNever && written > _writtenAtHold)
        {
            _audioCameAt = now;
        }

        return isComplete || IsEnough(written - _position, _audioCameAt, now)
            ? TryOnset(segment, _position, FrameContent.FadeIn, now)
            : TrySettle();
    }

    // Enough to survive what this source has shown: by the amount that is here, or by the time that it has had.
    private bool IsEnough(long samples, Instant since, Instant now) =>
        samples >= ToSamples(_stalls.Watermark)
        || (samples >= ToSamples(_stalls.Least) && !since.IsNever && now - since >= _stalls.Delay);

    private static long ToSamples(TimeSpan time) => (long)(time.TotalSeconds * OpusFormat.SampleRate);

    // The first frame of a talkspurt takes the place of silence that has not gone yet: speech waits for none of it.
    private bool TryOnset(SpeechSegment segment, long position, FrameContent extra, Instant now)
    {
        long place = _writer.FirstSilence;
        if (place == _writer.Tail && !_writer.HasRoom)
        {
            return false;
        }

        bool isBehindSilence = place < _writer.Tail || _writer.Unclaimed == 0;
        FrameTag tag = NextFrame(segment, position, extra | (isBehindSilence ? FrameContent.Onset : FrameContent.None));
        Render(segment, tag);
        if (!_writer.TryReplaceFrom(place, _pcm, segment, tag))
        {
            return true;
        }

        if (_current is null)
        {
            _waiting.Dequeue();
            _current = segment;
        }

        State = SpeechOutState.Speaking;
        Advance(tag, now);
        return true;
    }

    private bool TrySpeak(Instant now)
    {
        if (!_writer.HasRoom)
        {
            return false;
        }

        SpeechSegment segment = _current!;
        (long written, bool isComplete) = segment.Look();
        if (isComplete || written - _position >= AheadSamples)
        {
            FrameTag tag = NextFrame(segment, _position, _isStarved ? FrameContent.FadeIn | FrameContent.Onset : FrameContent.None);
            Render(segment, tag);
            _writer.Append(_pcm, segment, tag);
            Advance(tag, now);
            return true;
        }

        if (_writer.Unclaimed > LowFrames)
        {
            return false;
        }

        FadeOut(segment, written);
        return true;
    }

    private void FadeOut(SpeechSegment segment, long written)
    {
        int samples = (int)Math.Min(written - _position, OpusFormat.FrameSamples);
        FrameContent content = FrameContent.Speech | FrameContent.FadeOut | (_isStarved ? FrameContent.FadeIn | FrameContent.Onset : 0);
        var tag = new FrameTag(segment.Id, _position, samples, content);
        Render(segment, tag);
        _fadeAt = _writer.Tail;
        _writer.Append(_pcm, segment, tag);
        _position = tag.End;
        _isStarved = false;
        _settled = 0;
        State = SpeechOutState.Fading;
    }

    private bool TryRescue(Instant now)
    {
        if (ConfirmFade())
        {
            return true;
        }

        SpeechSegment segment = _current!;
        FrameTag fade = _writer.RecordAt(_fadeAt).Tag;
        (long written, bool isComplete) = segment.Look();
        if (!isComplete && written - fade.Offset < AheadSamples)
        {
            return _fadeAt == _writer.Head && TryGuardSilence();
        }

        FrameTag tag = NextFrame(segment, fade.Offset, fade.Content & (FrameContent.FadeIn | FrameContent.Onset));
        Render(segment, tag);
        if (_writer.TryReplaceFrom(_fadeAt, _pcm, segment, tag))
        {
            _rescues++;
            State = SpeechOutState.Speaking;
            Advance(tag, now);
        }

        return true;
    }

    // Once the pacer has claimed the fade-out, the underrun has happened.
    private bool ConfirmFade()
    {
        if (State != SpeechOutState.Fading || _fadeAt >= _writer.Head)
        {
            return false;
        }

        State = SpeechOutState.Held;
        _writtenAtHold = _current!.Look().Written;
        _audioCameAt = Instant.Never;
        _underruns++;
        Counters?.CountUnderrun();
        return true;
    }

    private bool TrySettle()
    {
        if (!_writer.HasEncoder || _settled >= _settlingFrames || !_writer.HasRoom)
        {
            return false;
        }

        _pcm.AsSpan().Clear();
        _writer.Append(_pcm, null, FrameTag.Silence);
        _settled++;
        return true;
    }

    // A few frames of the silence, where a fade-out is about to go and all of it may yet be taken back.
    private bool TryGuardSilence() => _settled < GuardFrames && TrySettle();

    private static FrameTag NextFrame(SpeechSegment segment, long position, FrameContent extra)
    {
        (long written, bool isComplete) = segment.Look();
        int samples = (int)Math.Min(written - position, OpusFormat.FrameSamples);
        bool isEnd = isComplete && position + samples == written;
        return new FrameTag(segment.Id, position, samples, FrameContent.Speech | extra | (isEnd ? FrameContent.End : FrameContent.None));
    }

    private void Render(SpeechSegment segment, in FrameTag tag)
    {
        Span<short> speech = _pcm.AsSpan(0, tag.Samples);
        segment.CopyTo(tag.Offset, speech);
        _pcm.AsSpan(tag.Samples).Clear();
        if (tag.Has(FrameContent.FadeIn))
        {
            if (tag.Samples < ShortPieceSamples)
            {
                Ramp.ShapeShortPiece(speech);
                return;
            }

            Ramp.FadeIn(speech[..Math.Min(tag.Samples, Ramp.FadeSamples)]);
        }

        if (tag.Has(FrameContent.FadeOut))
        {
            Ramp.FadeOut(speech[Math.Max(0, tag.Samples - Ramp.FadeSamples)..]);
        }

        SoftenEnd(segment, tag, speech);
    }

    // A source may end in mid-wave. The end may begin in the last frame but one; that it is the end is known by then,
    // because of an open segment 10 ms are always kept back.
    private static void SoftenEnd(SpeechSegment segment, in FrameTag tag, Span<short> speech)
    {
        (long written, bool isComplete) = segment.Look();
        long behind = written - tag.End;
        if (isComplete && behind < Ramp.EndSamples)
        {
            Ramp.SoftenEnd(speech, (int)behind);
        }
    }

    private void Advance(in FrameTag tag, Instant now)
    {
        _position = tag.End;
        _isStarved = false;
        _settled = 0;
        if (tag.Has(FrameContent.End))
        {
            EndSegment(now);
        }
    }

    private void EndSegment(Instant now)
    {
        SpeechSegment segment = _current!;
        Leave();
        _tracker.TryEnd(segment, now);
    }

    private void Leave()
    {
        if (_current is not null)
        {
            _stalls.EndSegment();
        }

        _current = null;
        _position = 0;
        _isStarved = false;
        State = SpeechOutState.Idle;
    }

    private TimeSpan MeasureBuffered()
    {
        long samples = _current is { } current ? current.Look().Written - _position : 0;
        foreach (SpeechSegment segment in _waiting)
        {
            samples += segment.Look().Written;
        }

        return TimeSpan.FromSeconds((double)samples / OpusFormat.SampleRate);
    }
}
