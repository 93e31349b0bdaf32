using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Clients;
using RtcVoice.Conversation.Events.Client;
using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Transcripts;
using RtcVoice.Conversation.Turns;

namespace RtcVoice.Conversation.Realtime;

/// <summary>What clients ask for (wire contract, C.3). What cannot be done is an error to who asked, and changes nothing.</summary>
public sealed partial class RealtimeSession
{
    /// <summary>OpenAI's limit: less is no turn.</summary>
    private static readonly TimeSpan MinCommit = TimeSpan.FromMilliseconds(100);

    /// <summary>The name of the place in front of all items.</summary>
    private const string Root = "root";

    private void CarryOut(SessionClient client)
    {
        while (_appended is not { IsBusy: true } && client.TryTake(out ClientEvent? happening, out ErrorBody? error))
        {
            if (happening is null)
            {
                Send(client, new ErrorEvent { Error = error! });
            }
            else
            {
                TryCarryOut(client, happening);
            }

            if (_early.AreFor(client))
            {
                _early.Release();
            }
        }
    }

    private void TryCarryOut(SessionClient client, ClientEvent happening)
    {
        try
        {
            CarryOut(client, happening);
        }
        catch (InvalidConfigException e)
        {
            Send(client, new ErrorEvent
            {
                Error = new ErrorBody { Code = e.Code, Message = e.Message, Param = e.Parameter, EventId = happening.EventId },
            });
        }
    }

    private void CarryOut(SessionClient client, ClientEvent happening)
    {
        switch (happening)
        {
            case SessionUpdate update:
                Configure(update);
                break;
            case InputAudioBufferAppend append:
                Append(append);
                break;
            case InputAudioBufferCommit:
                CommitByClient();
                break;
            case InputAudioBufferClear:
                DismissDoubt();
                _input.Clear();
                _turnItemId = null;
                Emit(new InputAudioBufferCleared());
                Tell(new UserSoundCleared());
                break;
            case OutputAudioBufferClear:
                ClearOutput();
                break;
            case ConversationItemCreate create:
                CreateItem(create);
                break;
            case ConversationItemRetrieve retrieve:
                Send(client, new ConversationItemRetrieved { Item = Require(retrieve.ItemId) });
                break;
            case ConversationItemDelete delete:
                DeleteItem(delete.ItemId);
                break;
            case ConversationItemTruncate truncate:
                TruncateByClient(truncate);
                break;
            case ResponseCreate create:
                CreateResponse(create);
                break;
            case ResponseCancel cancel:
                CancelResponse(cancel);
                break;
            default:
                throw new InvalidOperationException($"Nobody carries out {happening.GetType().Name}.");
        }
    }

    private void Configure(SessionUpdate update)
    {
        SessionConfig config = SessionConfigReader.Read(update.Session, _config);
        // What nobody has named may still be named: the first update may come behind the greeting, and OpenAI's client
        // names a model in each.
        if (_hasAnswered && _config.Model.Length > 0 && config.Model != _config.Model)
        {
            throw new InvalidConfigException("cannot_update_model", $"The session answers as '{View().Model}' already; begin another session for another model.", "session.model");
        }

        if (_hasSpoken && _config.Audio.Output.Voice != AudioOutputConfig.AnyVoice && config.Audio.Output.Voice != _config.Audio.Output.Voice)
        {
            throw new InvalidConfigException("cannot_update_voice", $"The voice '{_config.Audio.Output.Voice}' has been heard already; begin another session for another voice.", "session.audio.output.voice");
        }

        if (config.Audio.Input.TurnDetection is null != _config.Audio.Input.TurnDetection is null)
        {
            DismissDoubt();
            _turnItemId = null;
        }

        _config = config;
        _input.Detection = config.Audio.Input.TurnDetection;
        Emit(new SessionUpdated { Session = View() });
        Tell(new SessionChanged(config));
    }

    private void Append(InputAudioBufferAppend append)
    {
        if (_appended is null)
        {
            throw new InvalidConfigException("input_audio_not_supported", "The sound of this call is the microphone's track of its WebRTC connection; sound in events is for WebSocket sessions.");
        }

        _appended.Write(append.Pcm);
        ListenForTurns();
    }

    private void CommitByClient()
    {
        if (_input.Uncommitted < MinCommit)
        {
            throw new InvalidConfigException(
                "input_audio_buffer_commit_empty",
                $"The buffer holds {_input.Uncommitted.TotalMilliseconds:F0} ms of sound; at least {MinCommit.TotalMilliseconds:F0} ms make a turn.");
        }

        ConfirmDoubt();
        Commit(_input.Commit());
    }

    private void CreateItem(ConversationItemCreate create)
    {
        if (_items.Count >= _services.Limits.MaxItems)
        {
            throw new InvalidConfigException("too_many_items", $"The conversation holds {_items.Count} items, which is as many as it may; delete some.");
        }

        ConversationItem item = create.Item.Id.Length == 0 ? create.Item with { Id = _ids.Next("item") } : create.Item;
        if (_items.Find(item.Id) is not null)
        {
            throw new InvalidConfigException("item_already_exists", $"There is an item {item.Id} already; choose another id, or none.", "item.id");
        }

        if (item is FunctionCallOutputItem output && !_items.Any(i => i is FunctionCallItem call && call.CallId == output.CallId))
        {
            throw new InvalidConfigException("call_not_found", $"No function call {output.CallId} is part of the conversation.", "item.call_id");
        }

        string? previous = create.PreviousItemId is null or Root ? null : Require(create.PreviousItemId, "previous_item_id").Id;
        if (create.PreviousItemId is null)
        {
            previous = _items.Append(item);
        }
        else
        {
            _items.InsertBehind(previous, item);
        }

        _followUp = null;
        Emit(new ConversationItemAdded { PreviousItemId = previous, Item = item });
        Emit(new ConversationItemDone { PreviousItemId = previous, Item = item });
        Tell(new ItemAdded(item, previous));
    }

    private void DeleteItem(string itemId)
    {
        if (Require(itemId).Status == ItemStatus.InProgress)
        {
            throw new InvalidConfigException("item_in_progress", $"The item {itemId} is being made; cancel its response first.", "item_id");
        }

        Remove(itemId);
    }

    private void TruncateByClient(ConversationItemTruncate truncate)
    {
        if (Require(truncate.ItemId) is not MessageItem message || !_utterances.TryGetValue(truncate.ItemId, out Utterance? utterance))
        {
            throw new InvalidConfigException("item_not_truncatable", $"The item {truncate.ItemId} is no spoken message of the assistant; only those can be truncated.", "item_id");
        }

        TimeSpan heard = TimeSpan.FromMilliseconds(truncate.AudioEndMs);
        if ((long)utterance.Generated.TotalMilliseconds < truncate.AudioEndMs)
        {
            throw new InvalidConfigException("audio_end_beyond_item", $"The item has {(long)utterance.Generated.TotalMilliseconds} ms of sound; audio_end_ms cannot be more.", "audio_end_ms");
        }

        Truncate(message, utterance, heard);
    }

    private ConversationItem Require(string itemId, string parameter = "item_id") => _items.Find(itemId)
        ?? throw new InvalidConfigException("item_not_found", $"The conversation has no item {itemId}.", parameter);
}
