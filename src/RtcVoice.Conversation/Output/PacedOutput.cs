using RtcVoice.Audio.Opus;
using RtcVoice.Pacing;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Output;

/// <summary>Speech by the pacer: what leaves when is ours to decide.</summary>
internal sealed class PacedOutput(SpeechOut speech) : IPausableOutput
{
    private readonly SpeechOut _speech = speech;

    /// <inheritdoc />
    public bool IsPaced => true;

    /// <inheritdoc />
    public TimeSpan PlayoutDelay { get; set; } = PlayoutModel.Unreported;

    /// <inheritdoc />
    public IOutputSpeech Begin() => new PacedSpeech(_speech.Begin());

    /// <inheritdoc />
    public OutputCut Cut(Instant now) => ToOutput(_speech.Cut(now));

    /// <inheritdoc />
    public OutputCut Pause(Instant now) => ToOutput(_speech.Pause(now));

    /// <inheritdoc />
    public TimeSpan? DepartedOf(long speech) =>
        _speech.DepartedOf(speech) is { } samples ? TimeSpan.FromSeconds((double)samples / OpusFormat.SampleRate) : null;

    /// <inheritdoc />
    public void Resume(TimeSpan from, Instant now) => _speech.Resume((long)(from.TotalSeconds * OpusFormat.SampleRate), now);

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

    private static OutputCut ToOutput(in SpeechCut cut) =>
        new(cut.Segment, TimeSpan.FromSeconds((double)cut.Sent / OpusFormat.SampleRate));

    private sealed class PacedSpeech(SpeechSegment segment) : IOutputSpeech
    {
        public long Id => segment.Id;

        public CancellationToken Cancelled => segment.Cancelled;

        public ValueTask<bool> WriteAsync(ReadOnlyMemory<short> pcm, int sampleRate, CancellationToken cancellation) =>
            segment.WriteAsync(pcm, sampleRate, cancellation);

        public void Complete() => segment.Complete();
    }
}
