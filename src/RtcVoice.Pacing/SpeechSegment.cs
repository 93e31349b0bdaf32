namespace RtcVoice.Pacing;

/// <summary>
/// One thing to say, from its first sample to its last: the agent's end of a <see cref="SpeechOut"/>. One writer at a
/// time; the agent may run as far ahead of real time as the buffer allows.
/// </summary>
public sealed class SpeechSegment
{
    internal SpeechSegment()
    {
    }

    /// <summary>Counts up from 1 in each call.</summary>
    public long Id { get; }

    /// <summary>True when the segment was cut, or dropped before it was its turn: whatever is written now is let go.</summary>
    public bool IsCancelled { get; }

    /// <summary>Cancelled with the segment; its callbacks run on the thread pool.</summary>
    public CancellationToken Cancelled { get; }

    /// <summary>Adds audio; waits while the buffer is full. Nothing is lost but by a cut.</summary>
    /// <param name="pcm">Mono samples, of any number; copied before the task completes.</param>
    /// <param name="sampleRate">Samples a second, 8,000 to 48,000.</param>
    /// <param name="cancellationToken">Stops waiting; what was taken by then stays.</param>
    /// <returns>True when all was taken; false when the segment is cancelled and the rest was let go.</returns>
    /// <exception cref="InvalidOperationException">The segment is complete.</exception>
    public ValueTask<bool> WriteAsync(ReadOnlyMemory<short> pcm, int sampleRate, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Says that nothing more will come. What is buffered is spoken to its end. Does nothing the second time.</summary>
    public void Complete() => throw new NotImplementedException();
}
