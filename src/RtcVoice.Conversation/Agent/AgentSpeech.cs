using RtcVoice.Pacing;

namespace RtcVoice.Conversation.Agent;

/// <summary>
/// Something that an agent says. Sound may come in bursts of any size and faster than it is heard: what is ahead waits
/// here, and a writer that is very far ahead is made to wait.
/// </summary>
public sealed class AgentSpeech
{
    private readonly SpeechSegment _segment;

    internal AgentSpeech(SpeechSegment segment) => _segment = segment;

    /// <summary>Counts the speeches of a call from 1.</summary>
    public long Id => _segment.Id;

    /// <summary>Cancelled when the person cuts in or the call ends: whatever is still being made is not needed.</summary>
    public CancellationToken Cancelled => _segment.Cancelled;

    /// <summary>
    /// Adds sound to the end of the speech. Once the speech is cancelled it does nothing, so a late delta is no error.
    /// </summary>
    /// <param name="pcm">Mono PCM16; taken before the call returns or while it is awaited.</param>
    /// <param name="sampleRate">Samples a second, 8,000 to 48,000.</param>
    /// <param name="cancellation">Stops a wait for room.</param>
    /// <returns>True when all was taken; false when the speech is cancelled.</returns>
    /// <exception cref="InvalidOperationException">The speech is complete.</exception>
    public ValueTask<bool> WriteAsync(ReadOnlyMemory<short> pcm, int sampleRate, CancellationToken cancellation = default) =>
        _segment.WriteAsync(pcm, sampleRate, cancellation);

    /// <summary>Says that the speech is whole. A speech that is never completed holds up those behind it.</summary>
    public void Complete() => _segment.Complete();
}
