using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Playout;
using RtcVoice.Timing;

namespace RtcVoice.Pacing.Speech;

/// <summary>
/// Turns departures into what happened to the segments. Every segment that ever began ends here in exactly one
/// <see cref="SpeechOutEventKind.SegmentFinished"/> or <see cref="SpeechOutEventKind.SegmentCut"/>. The worker's.
/// </summary>
internal sealed class DepartureTracker
{
    /// <summary>Events kept for an owner that takes none: more than a second of the busiest call.</summary>
    private const int MaxEvents = 256;

    private readonly DepartureReader _departures;
    private readonly Queue<SpeechOutEvent> _events = new();
    private readonly List<SpeechSegment> _segments = [];
    private Departure _last = new(-1, default, Instant.Origin);

    public DepartureTracker(DepartureLog departures) => _departures = new DepartureReader(departures);

    /// <summary>All that was read, by media time.</summary>
    public PlayoutLedger Ledger { get; } = new();

    /// <summary>Segments that have begun and not ended.</summary>
    public IReadOnlyList<SpeechSegment> Segments => _segments;

    /// <summary>Departures that nobody read in time: the worker was away for seconds.</summary>
    public long Lost => _departures.Lost;

    /// <summary>Segments that have ended.</summary>
    public int EndedCount { get; private set; }

    public void Add(SpeechSegment segment) => _segments.Add(segment);

    public bool TryTakeEvent(out SpeechOutEvent happened) => _events.TryDequeue(out happened);

    /// <summary>Reads what has departed.</summary>
    public void Update()
    {
        while (_departures.TryTake(out Departure departure))
        {
            _last = departure;
            Ledger.Add(departure);
            if (Find(departure.Tag.Segment) is { } segment)
            {
                Update(segment, departure);
            }
        }
    }

    /// <summary>Ends the segment if everything that will ever depart of it has, and it has not ended yet.</summary>
    public void TryEnd(SpeechSegment segment, Instant now)
    {
        SegmentProgress progress = segment.Progress;
        (long written, bool isComplete) = segment.Look();
        SpeechOutEventKind kind;
        if (progress.HasEnded || progress.InFlight > 0)
        {
            return;
        }

        if (progress.IsCut)
        {
            kind = SpeechOutEventKind.SegmentCut;
        }
        else if (isComplete && progress.Departed == written)
        {
            kind = SpeechOutEventKind.SegmentFinished;
        }
        else
        {
            return;
        }

        progress.HasEnded = true;
        bool didAFrame = _last.Tag.Segment == segment.Id && progress.Departed > 0;
        Report(kind, segment, didAFrame ? _last.MediaTime : -1, didAFrame ? _last.At : now);
        _segments.Remove(segment);
        EndedCount++;
        segment.Discard();
    }

    private void Update(SpeechSegment segment, in Departure departure)
    {
        SegmentProgress progress = segment.Progress;
        progress.InFlight--;
        progress.Departed = departure.Tag.End;
        if (!progress.HasStarted)
        {
            progress.HasStarted = true;
            Report(SpeechOutEventKind.SegmentStarted, segment, departure.MediaTime, departure.At);
        }
        else if (progress.IsHeld)
        {
            progress.IsHeld = false;
            Report(SpeechOutEventKind.Resumed, segment, departure.MediaTime, departure.At);
        }

        if ((departure.Tag.Content & (FrameContent.FadeOut | FrameContent.Cut)) == FrameContent.FadeOut)
        {
            progress.IsHeld = true;
            Report(SpeechOutEventKind.Underrun, segment, departure.MediaTime, departure.At);
        }

        TryEnd(segment, departure.At);
    }

    private void Report(SpeechOutEventKind kind, SpeechSegment segment, long mediaTime, Instant at)
    {
        if (_events.Count == MaxEvents)
        {
            _events.Dequeue();
        }

        _events.Enqueue(new SpeechOutEvent(kind, segment.Id, segment.Progress.Departed, mediaTime, at));
    }

    private SpeechSegment? Find(long id)
    {
        foreach (SpeechSegment segment in _segments)
        {
            if (segment.Id == id)
            {
                return segment;
            }
        }

        return null;
    }
}
