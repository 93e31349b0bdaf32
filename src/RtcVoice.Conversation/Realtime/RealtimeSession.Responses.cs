using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Events.Client;
using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Responses;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Realtime;

/// <summary>The agent's answers: one at a time, and what of them is on its way to the person's ear.</summary>
public sealed partial class RealtimeSession : IResponseOwner
{
    /// <summary>Agents that wait to answer unasked.</summary>
    private readonly Queue<TaskCompletionSource<AgentResponse>> _waitingAgent = new();

    private ResponseInProgress? _active;

    /// <summary>The response whose sound is being heard, as clients were told.</summary>
    private ResponseInProgress? _sounding;

    /// <summary>The last response that was begun for what tools of the server had found, while nothing new has been put to it.</summary>
    private ResponseInProgress? _followUp;

    /// <summary>True when a response is wanted and another one is under way.</summary>
    private bool _isResponseWanted;

    private volatile bool _hasAnswered;
    private bool _hasSpoken;

    /// <inheritdoc />
    public async Task<AgentResponse> BeginResponseAsync(CancellationToken cancellation)
    {
        var waiting = new TaskCompletionSource<AgentResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration over = _over.Token.Register(() => waiting.TrySetCanceled(_over.Token));
        using CancellationTokenRegistration givenUp = cancellation.Register(() => waiting.TrySetCanceled(cancellation));
        _mailbox.Post(() =>
        {
            _waitingAgent.Enqueue(waiting);
            StartWaiting();
        });
        return await waiting.Task.ConfigureAwait(false);
    }

    /// <inheritdoc />
    Func<string, string> IResponseOwner.NewId => _ids.Next;

    /// <inheritdoc />
    IVoiceOutput IResponseOwner.Output => _output;

    /// <inheritdoc />
    string IResponseOwner.ConversationId => ConversationId;

    /// <inheritdoc />
    void IResponseOwner.Post(Action letter) => _mailbox.Post(letter);

    /// <inheritdoc />
    ServerTool? IResponseOwner.FindTool(string name) => _services.Tools.FirstOrDefault(t => t.Function.Name == name);

    /// <inheritdoc />
    void IResponseOwner.Emit(ServerEvent happening) => Emit(happening);

    /// <inheritdoc />
    void IResponseOwner.AddItem(ConversationItem item)
    {
        MakeRoom();
        string? previous = _items.Append(item);
        Emit(new ConversationItemAdded { PreviousItemId = previous, Item = item });
    }

    /// <inheritdoc />
    void IResponseOwner.FinishItem(ConversationItem item)
    {
        if (_items.Replace(item))
        {
            Emit(new ConversationItemDone { PreviousItemId = _items.PreviousOf(item.Id), Item = item });
        }
    }

    /// <inheritdoc />
    void IResponseOwner.OnSpeechBegun(MessageInProgress message)
    {
        _hasSpoken = true;
        _idleSince = Instant.Never;
        _spoken.Add(message);
        _latencies.OnSpeechBegun(message);
        if (!message.Response.Config.IsOutOfBand)
        {
            _utterances[message.ItemId] = message.Utterance;
        }
    }

    /// <inheritdoc />
    void IResponseOwner.Run(FunctionCallInProgress call)
    {
        if (call.Tool!.CancelOnInterruption)
        {
            call.Running = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
        }

        CancellationToken stop = call.Running?.Token ?? _over.Token;
        _ = RunAsync(call, call.Tool, call.Arguments, stop);
    }

    /// <inheritdoc />
    void IResponseOwner.OnResponseOver(ResponseInProgress response)
    {
        _active = null;
        SettleSounding(response);
        bool hasOutcomes = false;
        bool awaitsClient = false;
        foreach (FunctionCallInProgress call in response.Calls)
        {
            hasOutcomes |= call.Outcome is not null;
            awaitsClient |= call.Tool is null;
        }

        if (hasOutcomes && !awaitsClient && response.HasCompleted)
        {
            // What the tools of the server have found the agent is to say.
            Start(response.Config);
            _followUp = _active;
        }
        else if (_isResponseWanted)
        {
            Start(ResponseConfig.Of(_config));
        }
        else
        {
            StartWaiting();
        }
    }

    private async Task RunAsync(FunctionCallInProgress call, ServerTool tool, string arguments, CancellationToken stop)
    {
        ToolOutcome outcome = await ToolRun.RunAsync(tool, arguments, _services.Clock, stop).ConfigureAwait(false);
        call.Response.Post(() => call.Response.OnOutcome(call, outcome));
    }

    private void RequestResponse()
    {
        if (_active is null)
        {
            Start(ResponseConfig.Of(_config));
        }
        else
        {
            _isResponseWanted = true;
        }
    }

    private void CreateResponse(ResponseCreate create)
    {
        if (_active is { } active)
        {
            if (active == _followUp && create.Response is null)
            {
                // OpenAI leaves it to the client to ask for what comes after a tool of the server, and its client does.
                return;
            }

            throw new InvalidConfigException("conversation_already_has_active_response", $"The response {active.Id} is under way; wait for its response.done, or cancel it.");
        }

        Start(ResponseConfigReader.Read(create.Response, _config));
    }

    private void CancelResponse(ResponseCancel cancel)
    {
        if (_active is not { } active || (cancel.ResponseId is { } id && id != active.Id))
        {
            throw new InvalidConfigException("response_cancel_not_active", "No such response is under way, so there is nothing to cancel.", cancel.ResponseId is null ? null : "response_id");
        }

        Cut("client_cancelled");
    }

    private void Start(ResponseConfig config)
    {
        ResponseInProgress response = Open(config);
        Tell(new ResponseRequested(response.Writer));
    }

    // An agent that wants to speak unasked does so when nobody else is answering.
    private void StartWaiting()
    {
        while (_active is null && _waitingAgent.TryDequeue(out TaskCompletionSource<AgentResponse>? waiting))
        {
            if (!waiting.Task.IsCompleted)
            {
                ResponseInProgress response = Open(ResponseConfig.Of(_config));
                if (!waiting.TrySetResult(response.Writer))
                {
                    response.Cancel("client_cancelled");
                }
            }
        }
    }

    private ResponseInProgress Open(ResponseConfig config)
    {
        _isResponseWanted = false;
        _hasAnswered = true;
        _idleSince = Instant.Never;
        var response = new ResponseInProgress(_ids.Next("resp"), config, config.Input ?? _items.Snapshot(), this);
        _active = response;
        response.Open();
        return response;
    }

    // What the pacer says, in the words of the protocol: started, stopped, heard.
    private void FollowOutput()
    {
        while (_output.TryTakeEvent(out OutputEvent happened))
        {
            if (FindSpoken(happened.Speech) is not { } message)
            {
                continue;
            }

            switch (happened.Kind)
            {
                case OutputEventKind.Started:
                    _talkspurtStart = happened.At;
                    _latencies.OnDeparted(message, happened.At);
                    StartSounding(message.Response);
                    break;
                case OutputEventKind.Audio:
                    message.Response.OnSound(message, happened.Pcm);
                    break;
                case OutputEventKind.Finished:
                    _spoken.OnLeft(message);
                    message.Response.OnSpeechSent(message);
                    break;
            }
        }

        while (_spoken.TryTakeHeard(_isHeard, out MessageInProgress? heard))
        {
            if (!heard.Utterance.IsInterrupted)
            {
                heard.Utterance.Heard = heard.Utterance.Generated;
                NoteHeard(heard);
                Tell(new MessageHeard(heard.ItemId));
            }

            SettleHeard(heard);
            SettleSounding(heard.Response);
        }
    }

    private MessageInProgress? FindSpoken(long speech)
    {
        if (_spoken.Find(speech) is { } message)
        {
            return message;
        }

        // Its agent has begun it since the mailbox was emptied. The word of that was left before the first of its sound.
        _mailbox.Drain();
        return _spoken.Find(speech);
    }

    private void StartSounding(ResponseInProgress response)
    {
        if (_sounding == response || _paced is null)
        {
            return;
        }

        if (_sounding is { } before)
        {
            // The next one follows without a gap: what is still in the browser's buffer of the one before is its last.
            Emit(new OutputAudioBufferStopped { ResponseId = before.Id });
        }

        _sounding = response;
        Emit(new OutputAudioBufferStarted { ResponseId = response.Id });
    }

    // A response has stopped sounding when it is over and all of it has been heard.
    private void SettleSounding(ResponseInProgress response)
    {
        if (!response.IsOver || _spoken.HasAnyOf(response))
        {
            return;
        }

        if (_sounding == response)
        {
            _sounding = null;
            Emit(new OutputAudioBufferStopped { ResponseId = response.Id });
        }

        if (_active is null && _spoken.IsEmpty && _turnItemId is null)
        {
            _idleSince = _now;
        }
    }

    private void ClearSounding(IReadOnlyList<MessageInProgress> cut)
    {
        if (_sounding is { } sounding && cut.Any(m => m.Response == sounding))
        {
            _sounding = null;
            Emit(new OutputAudioBufferCleared { ResponseId = sounding.Id });
        }
    }

    private void Remove(string itemId)
    {
        if (_items.Remove(itemId))
        {
            _utterances.Remove(itemId);
            _turnLengths.Remove(itemId);
            Emit(new ConversationItemDeleted { ItemId = itemId });
            Tell(new ItemDeleted(itemId));
        }
    }

    // What is said is never refused: the oldest goes.
    private void MakeRoom()
    {
        while (_items.Count >= _services.Limits.MaxItems)
        {
            Remove(_items.First.Id);
        }
    }
}
