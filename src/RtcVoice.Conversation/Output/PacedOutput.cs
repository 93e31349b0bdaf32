using RtcVoice.Audio.Opus;
using RtcVoice.Pacing;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Output;

/// <summary>Speech by the pacer: what leaves when is ours to decide.</summary>
internal sealed class PacedOutput(SpeechOut speech) : IVoiceOutput
{
    private readonly SpeechOut _speech = speech;

    /// <inheritdoc />
    public bool IsPaced => true;

    /// <inheritdoc />
    public TimeSpan PlayoutDelay { get; set; } = PlayoutModel.Unreported;

    /// <inheritdoc />
    public IOutputSpeech Begin() => new PacedSpeech(_speech.Begin());

    /// <inheritdoc />
    public OutputCut Cut(Instant now)
    {
        SpeechCut cut = _speech.Cut(now);
        return new OutputCut(cut.Segment, TimeSpan.FromSeconds((double)cut.Sent / OpusFormat.SampleRate));
    }

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

    private sealed class PacedSpeech(SpeechSegment segment) : IOutputSpeech
    {
        public long Id => segment.Id;

        public CancellationToken Cancelled => segment.Cancelled;

        public ValueTask<bool> WriteAsync(ReadOnlyMemory<short> pcm, int sampleRate, CancellationToken cancellation) =>
            segment.WriteAsync(pcm, sampleRate, cancellation);

        public void Complete() => segment.Complete();
    }
}
