using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Responses;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Agent;

/// <summary>
/// One answer, to be filled by the agent with messages and function calls and then completed. Members may be called from
/// any thread, one at a time. Once the response is cancelled they do nothing, so that a late delta is no error.
/// </summary>
public sealed class AgentResponse
{
    private readonly IResponseWriter _writer;
    private bool _isInterruptible = true;

    internal AgentResponse(string id, ResponseConfig config, IReadOnlyList<ConversationItem> history, IResponseWriter writer, CancellationToken cancelled)
    {
        Id = id;
        Config = config;
        History = history;
        Cancelled = cancelled;
        _writer = writer;
    }

    /// <summary>The response: <c>resp_...</c>.</summary>
    public string Id { get; }

    /// <summary>What it is to be.</summary>
    public ResponseConfig Config { get; }

    /// <summary>
    /// The conversation before it, oldest first: of what the agent said, the words that were heard. Where the client gave
    /// the response an input of its own, that.
    /// </summary>
    public IReadOnlyList<ConversationItem> History { get; }

    /// <summary>Cancelled when nobody waits for the answer any more: the person cut in, the client cancelled, the call is over.</summary>
    public CancellationToken Cancelled { get; }

    /// <summary>Whether a person who speaks cuts it off. Default true; an announcement that must be heard says false.</summary>
    public bool IsInterruptible
    {
        get => Volatile.Read(ref _isInterruptible);
        set => Volatile.Write(ref _isInterruptible, value);
    }

    /// <summary>Begins a message: spoken or written, as <see cref="ResponseConfig.Modality"/> has it.</summary>
    public AgentMessage BeginMessage() => _writer.BeginMessage();

    /// <summary>
    /// Answers with one message whose words and sound are all there. Written answers (<see cref="ResponseConfig.Modality"/>)
    /// get the words alone.
    /// </summary>
    /// <param name="words">What it says.</param>
    /// <param name="pcm">Its sound: mono PCM16.</param>
    /// <param name="sampleRate">Samples a second, 8,000 to 48,000.</param>
    /// <param name="cancellation">Stops a wait for room, which there is for a minute of sound; then the answer is not whole.</param>
    /// <returns>True when all was taken, which is before it is heard; false when the response is cancelled.</returns>
    public async Task<bool> SayAsync(string words, ReadOnlyMemory<short> pcm, int sampleRate, CancellationToken cancellation = default)
    {
        AgentMessage message = BeginMessage();
        message.WriteText(words);
        bool isTaken = !message.IsSpoken || await message.WriteAudioAsync(pcm, sampleRate, cancellation).ConfigureAwait(false);
        message.Complete();
        Complete();
        return isTaken;
    }

    /// <summary>Begins a function call; tools of the server are run when it is complete, others by the client.</summary>
    /// <param name="name">The function.</param>
    /// <param name="callId">Ties the output to the call; made when null.</param>
    public AgentFunctionCall BeginFunctionCall(string name, string? callId = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _writer.BeginFunctionCall(name, callId);
    }

    /// <summary>Passes on what the agent's provider still allows.</summary>
    public void ReportRateLimits(IReadOnlyList<RateLimit> limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _writer.ReportRateLimits(limits);
    }

    /// <summary>Says what the response took. To be called before it is completed.</summary>
    public void ReportUsage(ResponseUsage usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        _writer.ReportUsage(usage);
    }

    /// <summary>Says that the answer is whole.</summary>
    public void Complete() => _writer.Complete();

    /// <summary>Says that the answer ends here though it is not whole.</summary>
    public void CompleteUnfinished(IncompleteReason reason) => _writer.CompleteUnfinished(reason);

    /// <summary>Says that the answer failed; what was said of it stays said.</summary>
    /// <param name="code">A word for programs.</param>
    /// <param name="message">What went wrong.</param>
    public void Fail(string code, string message) => _writer.Fail(code, message);
}
