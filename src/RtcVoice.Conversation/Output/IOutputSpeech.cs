namespace RtcVoice.Conversation.Output;

/// <summary>Something that is said, from its first sample to its last. One writer at a time.</summary>
internal interface IOutputSpeech
{
    /// <summary>Counts the speeches of an output from 1.</summary>
    long Id { get; }

    /// <summary>Cancelled when the speech was cut; its callbacks run on the thread pool.</summary>
    CancellationToken Cancelled { get; }

    /// <summary>Adds sound; waits while too much is ahead.</summary>
    /// <returns>True when all was taken; false when the speech is cancelled.</returns>
    ValueTask<bool> WriteAsync(ReadOnlyMemory<short> pcm, int sampleRate, CancellationToken cancellation);

    /// <summary>Says that nothing more will come.</summary>
    void Complete();
}
