using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Conversation.Responses;

/// <summary>
/// One answer from its first event to its last (wire contract, C.6): the agent fills it on its own threads, and what it
/// does becomes events on the session's. A response that is over takes nothing more: late deltas vanish here.
/// </summary>
#pragma warning disable CA1001 // A cancellation source without a timer holds nothing to dispose of; its token outlives the response.
internal sealed partial class ResponseInProgress : IResponseWriter
#pragma warning restore CA1001
{
    private readonly IResponseOwner _owner;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly List<OutputItem> _items = [];

    /// <summary>Guards the two below, which the agent's threads use too: no speech is begun behind a cut.</summary>
    private readonly Lock _gate = new();
    private readonly List<MessageInProgress> _begun = [];
    private bool _isClosed;

    private ResponseUsage? _usage;
    private Ending? _ending;

    public ResponseInProgress(string id, ResponseConfig config, IReadOnlyList<ConversationItem> history, IResponseOwner owner)
    {
        _owner = owner;
        Id = id;
        Config = config;
        Cancelled = _cancellation.Token;
        Writer = new AgentResponse(id, config, history, this, Cancelled);
    }

    public string Id { get; }

    public ResponseConfig Config { get; }

    public CancellationToken Cancelled { get; }

    /// <summary>The agent's end.</summary>
    public AgentResponse Writer { get; }

    /// <summary>True once its last event has been told.</summary>
    public bool IsOver { get; private set; }

    /// <summary>True when it ended well.</summary>
    public bool HasCompleted => IsOver && _ending?.Status == ResponseStatus.Completed;

    /// <summary>Calls of this response whose outputs are to go back to the agent.</summary>
    public IEnumerable<FunctionCallInProgress> Calls => _items.OfType<FunctionCallInProgress>();

    /// <summary>Says that it has begun.</summary>
    public void Open() => _owner.Emit(new ResponseCreated { Response = View(ResponseStatus.InProgress, null) });

    /// <summary>Lets the agent begin nothing more: the first step of a cut.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        // The agent's callbacks have no business on this thread.
        _ = _cancellation.CancelAsync();
    }

    /// <summary>Ends it now, whole or not.</summary>
    public void Cancel(string reason)
    {
        Close();
        foreach (FunctionCallInProgress call in Calls)
        {
            call.Running?.Cancel();
        }

        Finish(new Ending(ResponseStatus.Cancelled, new ResponseStatusDetails { Type = ResponseStatus.Cancelled, Reason = reason }));
    }

    /// <summary>Sound of a message is due, on an output that the client plays.</summary>
    public void OnSound(MessageInProgress message, ReadOnlyMemory<byte> pcm)
    {
        if (!IsOver)
        {
            _owner.Emit(new ResponseOutputAudioDelta
            {
                ResponseId = Id,
                ItemId = message.ItemId,
                OutputIndex = message.OutputIndex,
                ContentIndex = OnlyPart,
                Delta = Convert.ToBase64String(pcm.Span),
            });
        }
    }

    /// <summary>A speech of an output that the client plays has been sent to its end.</summary>
    public void OnSpeechSent(MessageInProgress message)
    {
        message.IsSent = true;
        if (message.Utterance.IsWhole && !IsOver)
        {
            FinishMessage(message, ItemStatus.Completed);
            TryFinish();
        }
    }

    /// <summary>Has something done by the session's thread.</summary>
    public void Post(Action letter) => _owner.Post(letter);

    /// <inheritdoc />
    AgentMessage IResponseWriter.BeginMessage()
    {
        bool isSpoken = Config.Modality == OutputModality.Audio;
        lock (_gate)
        {
            IOutputSpeech? speech = isSpoken && !_isClosed ? _owner.Output.Begin() : null;
            var message = new MessageInProgress(this, _owner.NewId("item"), speech, isSpoken);
            _begun.Add(message);
            Post(() => OnMessageBegun(message));
            return message.Writer;
        }
    }

    /// <inheritdoc />
    AgentFunctionCall IResponseWriter.BeginFunctionCall(string name, string? callId)
    {
        var call = new FunctionCallInProgress(this, _owner.NewId("item"), callId ?? _owner.NewId("call"), name, _owner.FindTool(name));
        Post(() => OnCallBegun(call));
        return call.Writer;
    }

    /// <inheritdoc />
    void IResponseWriter.ReportRateLimits(IReadOnlyList<RateLimit> limits) => Post(() =>
        _owner.Emit(new RateLimitsUpdated { RateLimits = [.. limits.Select(l => new RateLimitView(l.Name, l.Limit, l.Remaining, l.Reset.TotalSeconds))] }));

    /// <inheritdoc />
    void IResponseWriter.ReportUsage(ResponseUsage usage) => Post(() => _usage = usage);

    /// <inheritdoc />
    void IResponseWriter.Complete() => End(new Ending(ResponseStatus.Completed, null));

    /// <inheritdoc />
    void IResponseWriter.CompleteUnfinished(IncompleteReason reason) => End(new Ending(
        ResponseStatus.Incomplete,
        new ResponseStatusDetails
        {
            Type = ResponseStatus.Incomplete,
            Reason = reason == IncompleteReason.ContentFilter ? "content_filter" : "max_output_tokens",
        }));

    /// <inheritdoc />
    void IResponseWriter.Fail(string code, string message) => End(new Ending(
        ResponseStatus.Failed,
        new ResponseStatusDetails
        {
            Type = ResponseStatus.Failed,
            Error = new ResponseStatusDetails.ResponseError("server_error", code, message),
        }));

    private void End(Ending ending)
    {
        CompleteMessages();
        Post(() =>
        {
            if (_ending is null && !IsOver)
            {
                _ending = ending;
                TryFinish();
            }
        });
    }

    // A message that its agent forgot to complete would hold up all that is said after it.
    private void CompleteMessages()
    {
        MessageInProgress[] messages;
        lock (_gate)
        {
            // A message begun after the end would never be told of, and its sound would hold up the next.
            _isClosed = true;
            messages = [.. _begun];
        }

        foreach (MessageInProgress message in messages)
        {
            message.Complete();
        }
    }

    // A response that ends well waits for its items: for tools that run, and for sound that a client plays.
    private void TryFinish()
    {
        if (_ending is { } ending && !IsOver && (ending.Status != ResponseStatus.Completed || _items.TrueForAll(i => i.IsDone || !IsAwaited(i))))
        {
            Finish(ending);
        }
    }

    // A call whose arguments its agent forgot to complete is not waited for.
    private static bool IsAwaited(OutputItem item) => item is not FunctionCallInProgress { IsRunning: false };

    private void Finish(Ending ending)
    {
        if (IsOver)
        {
            return;
        }

        Close();
        _ending = ending;
        ItemStatus status = ending.Status == ResponseStatus.Completed ? ItemStatus.Completed : ItemStatus.Incomplete;
        foreach (OutputItem item in _items)
        {
            FinishItem(item, status);
        }

        IsOver = true;
        _owner.Emit(new ResponseDone { Response = View(ending.Status, ending.Details) });
        _owner.OnResponseOver(this);
    }

    private ResponseView View(ResponseStatus status, ResponseStatusDetails? details) => new()
    {
        Id = Id,
        Status = status,
        StatusDetails = details,
        Output = [.. _items.Where(i => !i.IsRemoved).Select(i => i.FinalItem!)],
        ConversationId = Config.IsOutOfBand ? null : _owner.ConversationId,
        OutputModalities = [Config.Modality],
        MaxOutputTokens = Config.MaxOutputTokens,
        Audio = new ResponseAudioView(new ResponseAudioView.OutputView(new AudioFormat(), Config.Voice)),
        Usage = status == ResponseStatus.InProgress ? null : UsageView.Of(_usage),
        Metadata = Config.Metadata,
    };

    private sealed record Ending(ResponseStatus Status, ResponseStatusDetails? Details);
}
