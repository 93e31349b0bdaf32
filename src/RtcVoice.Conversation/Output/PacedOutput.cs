using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Playout;
using RtcVoice.Pacing;
using RtcVoice.Pacing.Playout;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Output;

/// <summary>
/// Speech by the pacer: what leaves when is ours to decide. What has been heard is what had departed a playout delay ago
/// (design section 4, rule 5).
/// </summary>
internal sealed class PacedOutput(SpeechOut speech) : IPacedOutput
{
    private const int SamplesPerMillisecond = OpusFormat.SampleRate / 1000;

    private readonly SpeechOut _speech = speech;
    private readonly PlayoutEstimator _playout = new();
    private PacedCall? _call;
    private uint _firstTimestamp;
    private long _heardThrough;

    /// <summary>Ties it to its stream, whose media clock it then reads.</summary>
    /// <param name="call">The call on the pacer.</param>
    /// <param name="firstTimestamp">The RTP timestamp of media time 0.</param>
    public void Attach(PacedCall call, uint firstTimestamp)
    {
        _firstTimestamp = firstTimestamp;
        _call = call;
    }

    /// <summary>Takes RTCP's word of how our sound reaches the browser.</summary>
    public void OnReception(in ReceptionReport report) => _playout.OnReception(report);

    /// <summary>Takes the client's word of what it plays.</summary>
    /// <param name="report">The report.</param>
    /// <param name="arrival">When it came.</param>
    public void OnPlayed(in PlayoutReport report, Instant arrival)
    {
        if (_call is { MediaOrigin.IsNever: false } call)
        {
            Instant departure = call.MediaOrigin + ToTime(MediaTimeOf(report.RtpTimestamp, arrival));
            _playout.OnReport(report, arrival - departure, arrival);
        }
    }

    /// <summary>Where on the media clock the client's loudspeaker was when it made a report.</summary>
    /// <returns>Samples at 48 kHz.</returns>
    public long MediaTimeOf(in PlayoutReport report, Instant arrival)
    {
        long played = MediaTimeOf(report.RtpTimestamp, arrival) + (long)((report.Age - report.DeviceDelay).TotalMilliseconds * SamplesPerMillisecond);
        return played - OpusFormat.LookaheadSamples;
    }

    /// <inheritdoc />
    public IOutputSpeech Begin() => new PacedSpeech(_speech.Begin());

    /// <inheritdoc />
    public OutputCut Cut(Instant now) => ToOutput(_speech.Cut(now));

    /// <inheritdoc />
    public OutputCut Pause(Instant now) => ToOutput(_speech.Pause(now));

    /// <inheritdoc />
    public void Resume(TimeSpan from, Instant now) => _speech.Resume((long)(from.TotalSeconds * OpusFormat.SampleRate), now);

    /// <inheritdoc />
    public OutputPosition PositionOf(long speech, Instant now)
    {
        PlayoutEstimate estimate = _playout.At(now);
        // Another source, or another report, takes back nothing that was said to have been heard.
        _heardThrough = Math.Max(_heardThrough, _call is { } call ? call.MediaTimeAt(now - estimate.Delay) - OpusFormat.LookaheadSamples : 0);
        PlayoutLedger ledger = _speech.Ledger;
        return new OutputPosition(
            ToTime(ledger.PositionOf(speech, long.MaxValue)),
            ToTime(ledger.PositionOf(speech, _heardThrough)),
            estimate.Error,
            estimate.Source);
    }

    /// <inheritdoc />
    public TimeSpan PositionAt(long speech, long mediaTime) => ToTime(_speech.Ledger.PositionOf(speech, mediaTime));

    /// <inheritdoc />
    public PlayoutEstimate PlayoutAt(Instant now) => _playout.At(now);

    /// <inheritdoc />
    public bool TryTakeEvent(out OutputEvent happened)
    {
        while (_speech.TryTakeEvent(out SpeechOutEvent speech))
        {
            OutputEventKind? kind = speech.Kind switch
            {
                SpeechOutEventKind.SegmentStarted => OutputEventKind.Started,
                SpeechOutEventKind.SegmentFinished => OutputEventKind.Finished,
                _ => null,
            };
            if (kind is { } known)
            {
                happened = new OutputEvent(known, speech.Segment, speech.At);
                return true;
            }
        }

        happened = default;
        return false;
    }

    // The timestamp wraps every day; it is the one nearest to now.
    private long MediaTimeOf(uint rtpTimestamp, Instant arrival)
    {
        long now = _call?.MediaTimeAt(arrival) ?? 0;
        return now + unchecked((int)(rtpTimestamp - (_firstTimestamp + (uint)now)));
    }

    private static OutputCut ToOutput(in SpeechCut cut) => new(cut.Segment, ToTime(cut.Sent));

    private static TimeSpan ToTime(long samples) => TimeSpan.FromSeconds((double)samples / OpusFormat.SampleRate);

    private sealed class PacedSpeech(SpeechSegment segment) : IOutputSpeech
    {
        public long Id => segment.Id;

        public CancellationToken Cancelled => segment.Cancelled;

        public ValueTask<bool> WriteAsync(ReadOnlyMemory<short> pcm, int sampleRate, CancellationToken cancellation) =>
            segment.WriteAsync(pcm, sampleRate, cancellation);

        public void Complete() => segment.Complete();
    }
}
