using RtcVoice.Conversation.Responses;

namespace RtcVoice.Conversation.Agent;

/// <summary>
/// Something that an agent says or writes. Sound may come in bursts of any size and faster than it is heard: what is
/// ahead waits here, and a writer that is very far ahead is made to wait. Once the message is cancelled its members do
/// nothing.
/// </summary>
public sealed class AgentMessage
{
    private readonly IMessageWriter _writer;

    internal AgentMessage(string itemId, bool isSpoken, IMessageWriter writer)
    {
        ItemId = itemId;
        IsSpoken = isSpoken;
        _writer = writer;
    }

    /// <summary>The item of the conversation that the message is.</summary>
    public string ItemId { get; }

    /// <summary>True when it is heard, false when it is read.</summary>
    public bool IsSpoken { get; }

    /// <summary>Cancelled when nothing more of the message is wanted.</summary>
    public CancellationToken Cancelled => _writer.Cancelled;

    /// <summary>How much sound has been written.</summary>
    public TimeSpan AudioWritten => _writer.AudioWritten;

    /// <summary>Adds sound to a spoken message.</summary>
    /// <param name="pcm">Mono PCM16; taken before the call returns or while it is awaited.</param>
    /// <param name="sampleRate">Samples a second, 8,000 to 48,000.</param>
    /// <param name="cancellation">Stops a wait for room.</param>
    /// <returns>True when all was taken; false when the message is cancelled.</returns>
    /// <exception cref="InvalidOperationException">The message is written, not spoken, or it is complete.</exception>
    public ValueTask<bool> WriteAudioAsync(ReadOnlyMemory<short> pcm, int sampleRate, CancellationToken cancellation = default) =>
        _writer.WriteAudioAsync(pcm, sampleRate, cancellation);

    /// <summary>
    /// Adds words: of a spoken message those that its sound says, about where the sound has come to or earlier; of a
    /// written one those to read.
    /// </summary>
    /// <param name="text">The words, with the space before or behind them.</param>
    public void WriteText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _writer.WriteText(text, null);
    }

    /// <summary>Adds a word of a spoken message whose time is known.</summary>
    /// <param name="text">The word, with the space before or behind it.</param>
    /// <param name="start">When its first sound begins, from the start of the message.</param>
    /// <param name="end">When its last sound ends.</param>
    public void WriteWord(string text, TimeSpan start, TimeSpan end)
    {
        ArgumentNullException.ThrowIfNull(text);
        _writer.WriteText(text, (start, end));
    }

    /// <summary>Says that the message is whole. One that is never completed holds up those behind it.</summary>
    public void Complete() => _writer.Complete();
}
