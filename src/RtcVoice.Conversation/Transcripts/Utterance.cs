namespace RtcVoice.Conversation.Transcripts;

/// <summary>
/// What is known of a spoken message for as long as the conversation holds it: its words, how much sound it has, and how
/// much of it was heard. The session's owner's, but for <see cref="Generated"/> and <see cref="AddSound"/>.
/// </summary>
internal sealed class Utterance
{
    private readonly SpeechEnvelope _envelope = new();
    private long _generated;

    /// <summary>Begins without sound and words.</summary>
    public Utterance() => Transcript = new TranscriptTimeline(_envelope);

    /// <summary>Its words.</summary>
    public TranscriptTimeline Transcript { get; }

    /// <summary>How much sound there is; grows on the agent's thread.</summary>
    public TimeSpan Generated => TimeSpan.FromTicks(Volatile.Read(ref _generated));

    /// <summary>True once the agent has said that it is whole.</summary>
    public bool IsWhole { get; set; }

    /// <summary>How much was heard, once that is known: all of it, or up to a cut.</summary>
    public TimeSpan? Heard { get; set; }

    /// <summary>True once no more of it will be heard.</summary>
    public bool IsSettled { get; set; }

    /// <summary>True when it was cut.</summary>
    public bool IsInterrupted { get; set; }

    /// <summary>The words that were heard; all of them while it has not been cut.</summary>
    public HeardText HeardText => IsInterrupted
        ? Transcript.HeardBy(Heard ?? TimeSpan.Zero, Generated, IsWhole)
        : new HeardText(Transcript.Text, TranscriptConfidence.Exact);

    /// <summary>Takes note of sound that was made; the agent's thread.</summary>
    public void AddSound(ReadOnlySpan<short> pcm, int sampleRate)
    {
        _envelope.Add(pcm, sampleRate);
        Interlocked.Add(ref _generated, TimeSpan.FromSeconds((double)pcm.Length / sampleRate).Ticks);
    }
}
