using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Responses;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Transcripts;
using RtcVoice.Conversation.Turns;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Realtime;

/// <summary>The person's turns, and what happens when they cut in (wire contract, C.6 and C.7).</summary>
public sealed partial class RealtimeSession
{
    /// <summary>The item that the turn under way will be, or null when the person is silent.</summary>
    private string? _turnItemId;

    /// <summary>True from when the turn under way seemed to be over until it goes on or is.</summary>
    private bool _isEndForeseen;

    /// <summary>Since when neither has said anything; never while somebody speaks or before the first answer.</summary>
    private Instant _idleSince = Instant.Never;

    private void ListenForTurns()
    {
        while (_input.TryTakeEvent(out SpeechInEvent heard))
        {
            if (heard.IsStart)
            {
                if (!TryDoubt(heard.Position))
                {
                    BeginTurn(heard.Position, _input.Detection is { InterruptResponse: true } && IsInterruptible);
                }
            }
            else if (_doubt is not null)
            {
                if (!TryHold(heard.Position, heard.Sound!))
                {
                    // Over before it was enough.
                    DismissDoubt();
                }
            }
            else
            {
                EndTurn(heard.Position, heard.Sound!);
            }
        }

        Suspect();
        ResolveDoubt();
        ForeseeEnd();
    }

    // For agents that work ahead. A doubtful sound is none that is answered yet.
    private void ForeseeEnd()
    {
        if (!_agent.WorksAhead || _turnItemId is null || _doubt is not null || _input.Detection is null)
        {
            _isEndForeseen = false;
        }
        else if (_isEndForeseen != _input.IsEndLikely)
        {
            _isEndForeseen = !_isEndForeseen;
            if (_isEndForeseen)
            {
                TurnSound sound = _input.SoFar();
                Tell(new UserTurnEndLikely(new UserTurn(_turnItemId, sound.Pcm, sound.Speech)));
            }
            else
            {
                Tell(new UserTurnContinued(_turnItemId));
            }
        }
    }

    private void BeginTurn(TimeSpan position, bool cutsIn, string? itemId = null)
    {
        _idleSince = Instant.Never;
        _turnItemId = itemId ?? _ids.Next("item");
        Emit(new InputAudioBufferSpeechStarted { AudioStartMs = (int)position.TotalMilliseconds, ItemId = _turnItemId });
        Tell(new UserSpeechStarted(_turnItemId) { Position = position });
        if (cutsIn)
        {
            Cut("turn_detected");
        }
    }

    private bool IsInterruptible => _active is not { Writer.IsInterruptible: false } && _sounding is not { Writer.IsInterruptible: false };

    private void EndTurn(TimeSpan position, TurnSound sound)
    {
        _turnItemId ??= _ids.Next("item");
        Emit(new InputAudioBufferSpeechStopped { AudioEndMs = (int)position.TotalMilliseconds, ItemId = _turnItemId });
        Commit(sound);
        if (!_input.IsLed && _input.Detection is { CreateResponse: true })
        {
            RequestResponse();
        }
    }

    private void Commit(TurnSound sound)
    {
        string id = _turnItemId ?? _ids.Next("item");
        _turnItemId = null;
        var item = new MessageItem { Id = id, Role = MessageRole.User, Content = [new InputAudioPart(null)] };
        MakeRoom();
        string? previous = _items.Append(item);
        _turnLengths[id] = sound.Duration;
        if (!sound.Pcm.IsEmpty)
        {
            _latencies.OnTurnEnded(id, EndOfSpeech(sound), _now);
        }

        Emit(new InputAudioBufferCommitted { PreviousItemId = previous, ItemId = id });
        Emit(new ConversationItemAdded { PreviousItemId = previous, Item = item });
        Emit(new ConversationItemDone { PreviousItemId = previous, Item = item });
        Tell(new UserTurnEnded(new UserTurn(id, sound.Pcm, sound.Speech)));
    }

    private void OnUserTranscript(string itemId, string delta)
    {
        if (_items.Find(itemId) is not null)
        {
            Emit(new InputAudioTranscriptionDelta { ItemId = itemId, ContentIndex = 0, Delta = delta });
        }
    }

    private void OnUserTranscriptWhole(string itemId, string transcript)
    {
        if (_items.Find(itemId) is not MessageItem { Role: MessageRole.User } item)
        {
            return;
        }

        _items.Replace(item with { Content = [new InputAudioPart(transcript)] });
        var usage = new TranscriptionUsage(_turnLengths.GetValueOrDefault(itemId).TotalSeconds);
        Emit(new InputAudioTranscriptionCompleted { ItemId = itemId, ContentIndex = 0, Transcript = transcript, Usage = usage });
    }

    private void OnUserTranscriptFailed(string itemId, string code, string message)
    {
        if (_items.Find(itemId) is not null)
        {
            var error = new ErrorBody { Type = "server_error", Code = code, Message = message };
            Emit(new InputAudioTranscriptionFailed { ItemId = itemId, ContentIndex = 0, Error = error });
        }
    }

    // One step: no sample leaves behind it, and nothing that comes late from the agent is taken.
    private void Cut(string reason)
    {
        ResponseInProgress? response = _active;
        response?.Close();
        OutputCut cut = _output.Cut(_now);
        IReadOnlyList<MessageInProgress> messages = _spoken.TakeCut();
        if (_paced is not null)
        {
            ClearSounding(messages);
        }

        foreach (MessageInProgress message in messages)
        {
            TimeSpan sent = message.SpeechId == cut.Speech ? cut.Sent : TimeSpan.Zero;
            CutMessage(message, sent);
            SettleHeard(message);
            _latencies.OnCut(message);
        }

        _lastCut = messages;
        _lastCutAt = _now;
        LogCut(Id, reason, cut.Sent);
        response?.Cancel(reason);
        foreach (MessageInProgress message in messages.Where(m => m.IsRemoved))
        {
            Remove(message.ItemId);
        }
    }

    private void CutMessage(MessageInProgress message, TimeSpan sent)
    {
        Utterance utterance = message.Utterance;
        TimeSpan heard = sent < utterance.Generated ? sent : utterance.Generated;
        if (heard == TimeSpan.Zero)
        {
            utterance.IsInterrupted = true;
            utterance.Heard = heard;
            message.IsRemoved = true;
            Tell(new MessageTruncated(message.ItemId, heard, ""));
        }
        else if (_items.Find(message.ItemId) is MessageItem item)
        {
            // How much of what it was sent a client that plays by itself has heard, it says itself: never more than this.
            Truncate(item, utterance, heard, isTold: _paced is not null);
        }
    }

    private void Truncate(MessageItem item, Utterance utterance, TimeSpan heard, bool isTold = true)
    {
        utterance.IsInterrupted = true;
        _tally.OnTruncated(utterance, heard);
        utterance.Heard = heard;
        string transcript = utterance.HeardText.Text;
        _items.Replace(item with { Status = ItemStatus.Incomplete, Content = [new OutputAudioPart(transcript)] });
        if (isTold)
        {
            Emit(new ConversationItemTruncated { ItemId = item.Id, ContentIndex = 0, AudioEndMs = (int)heard.TotalMilliseconds });
        }

        Tell(new MessageTruncated(item.Id, heard, transcript));
    }

    private void ClearOutput()
    {
        if (_paced is null)
        {
            throw new InvalidConfigException("output_audio_buffer_not_supported", "The output buffer of a WebSocket session is the client's; stop playing, and send response.cancel and conversation.item.truncate.");
        }

        if (_spoken.IsEmpty)
        {
            return;
        }

        Cut("client_cancelled");
    }

    private void CheckIdle()
    {
        if (_idleSince.IsNever || _input.Detection is not ServerVad { IdleTimeoutMs: { } timeout })
        {
            return;
        }

        TimeSpan idle = _now - _idleSince;
        if (idle.TotalMilliseconds < timeout)
        {
            return;
        }

        _idleSince = Instant.Never;
        _turnItemId = _ids.Next("item");
        TimeSpan end = _input.Position;
        TimeSpan start = end > idle ? end - idle : TimeSpan.Zero;
        Emit(new InputAudioBufferTimeoutTriggered { AudioStartMs = (int)start.TotalMilliseconds, AudioEndMs = (int)end.TotalMilliseconds, ItemId = _turnItemId });
        Commit(new TurnSound(ReadOnlyMemory<short>.Empty, TimeSpan.Zero));
        RequestResponse();
    }
}
