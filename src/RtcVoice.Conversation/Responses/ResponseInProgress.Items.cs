using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Conversation.Responses;

/// <summary>The items of a response as they come, and the events that they make. The session's thread.</summary>
internal sealed partial class ResponseInProgress
{
    /// <summary>Messages have one part.</summary>
    internal const int OnlyPart = 0;

    /// <summary>More words of a message.</summary>
    public void OnText(MessageInProgress message, string text, TimeSpan position, (TimeSpan Start, TimeSpan End)? time)
    {
        if (IsOver || message.IsDone)
        {
            return;
        }

        message.Utterance.Transcript.Add(text, position, time);
        _owner.Emit(message.IsSpoken
            ? new ResponseOutputAudioTranscriptDelta { ResponseId = Id, ItemId = message.ItemId, OutputIndex = message.OutputIndex, ContentIndex = OnlyPart, Delta = text }
            : new ResponseOutputTextDelta { ResponseId = Id, ItemId = message.ItemId, OutputIndex = message.OutputIndex, ContentIndex = OnlyPart, Delta = text });
    }

    /// <summary>The agent has said that a message is whole.</summary>
    public void OnMessageWhole(MessageInProgress message)
    {
        if (IsOver || message.IsDone)
        {
            return;
        }

        message.Utterance.IsWhole = true;
        if (message.SpeechId == 0 || message.IsSent || _owner.Output is IPacedOutput)
        {
            FinishMessage(message, ItemStatus.Completed);
            TryFinish();
        }
    }

    /// <summary>More arguments of a call.</summary>
    public void OnArguments(FunctionCallInProgress call, string delta)
    {
        if (IsOver || call.IsDone)
        {
            return;
        }

        call.Append(delta);
        if (call.Tool is null)
        {
            _owner.Emit(new ResponseFunctionCallArgumentsDelta { ResponseId = Id, ItemId = call.ItemId, OutputIndex = call.OutputIndex, CallId = call.CallId, Delta = delta });
        }
    }

    /// <summary>All arguments of a call are there.</summary>
    public void OnArgumentsWhole(FunctionCallInProgress call)
    {
        if (IsOver || call.IsDone)
        {
            return;
        }

        if (call.Tool is null)
        {
            FinishItem(call, ItemStatus.Completed);
            TryFinish();
            return;
        }

        _owner.Emit(new ResponseMcpCallArgumentsDone { ResponseId = Id, ItemId = call.ItemId, OutputIndex = call.OutputIndex, Arguments = call.Arguments });
        _owner.Emit(new ResponseMcpCallInProgress { ItemId = call.ItemId, OutputIndex = call.OutputIndex });
        call.IsRunning = true;
        _owner.Run(call);
    }

    /// <summary>A tool of the server has ended.</summary>
    public void OnOutcome(FunctionCallInProgress call, ToolOutcome outcome)
    {
        if (IsOver || call.IsDone)
        {
            return;
        }

        call.Outcome = outcome;
        _owner.Emit(new ResponseMcpCallCompleted { ItemId = call.ItemId, OutputIndex = call.OutputIndex });
        FinishItem(call, ItemStatus.Completed);
        TryFinish();
    }

    private void OnMessageBegun(MessageInProgress message)
    {
        if (!TryBegin(message))
        {
            return;
        }

        if (message.SpeechId != 0)
        {
            _owner.OnSpeechBegun(message);
        }

        _owner.Emit(new ResponseContentPartAdded
        {
            ResponseId = Id,
            ItemId = message.ItemId,
            OutputIndex = message.OutputIndex,
            ContentIndex = OnlyPart,
            Part = message.IsSpoken ? ContentPartView.OfAudio("") : ContentPartView.OfText(""),
        });
    }

    private void OnCallBegun(FunctionCallInProgress call) => TryBegin(call);

    private bool TryBegin(OutputItem item)
    {
        if (IsOver)
        {
            item.IsDone = true;
            return false;
        }

        item.OutputIndex = _items.Count;
        _items.Add(item);
        ConversationItem begun = item.ToItem(ItemStatus.InProgress);
        begun = begun is MessageItem message ? message with { Content = [] } : begun;
        _owner.Emit(new ResponseOutputItemAdded { ResponseId = Id, OutputIndex = item.OutputIndex, Item = begun });
        if (!Config.IsOutOfBand)
        {
            _owner.AddItem(begun);
        }

        return true;
    }

    private void FinishItem(OutputItem item, ItemStatus status)
    {
        switch (item)
        {
            case { IsDone: true }:
                break;
            case MessageInProgress message:
                FinishMessage(message, message.Utterance.IsWhole ? status : ItemStatus.Incomplete);
                break;
            case FunctionCallInProgress { Tool: null } call:
                _owner.Emit(new ResponseFunctionCallArgumentsDone
                {
                    ResponseId = Id,
                    ItemId = call.ItemId,
                    OutputIndex = call.OutputIndex,
                    CallId = call.CallId,
                    Name = call.Name,
                    Arguments = call.Arguments,
                });
                Settle(call, status);
                break;
            default:
                Settle(item, status);
                break;
        }
    }

    private void FinishMessage(MessageInProgress message, ItemStatus status)
    {
        if (message.IsDone)
        {
            return;
        }

        string text = message.Utterance.Transcript.Text;
        if (message.IsSpoken)
        {
            _owner.Emit(new ResponseOutputAudioDone { ResponseId = Id, ItemId = message.ItemId, OutputIndex = message.OutputIndex, ContentIndex = OnlyPart });
            _owner.Emit(new ResponseOutputAudioTranscriptDone { ResponseId = Id, ItemId = message.ItemId, OutputIndex = message.OutputIndex, ContentIndex = OnlyPart, Transcript = text });
        }
        else
        {
            _owner.Emit(new ResponseOutputTextDone { ResponseId = Id, ItemId = message.ItemId, OutputIndex = message.OutputIndex, ContentIndex = OnlyPart, Text = text });
        }

        _owner.Emit(new ResponseContentPartDone
        {
            ResponseId = Id,
            ItemId = message.ItemId,
            OutputIndex = message.OutputIndex,
            ContentIndex = OnlyPart,
            Part = message.IsSpoken ? ContentPartView.OfAudio(text) : ContentPartView.OfText(text),
        });
        Settle(message, status);
    }

    private void Settle(OutputItem item, ItemStatus status)
    {
        item.IsDone = true;
        ConversationItem final = item.ToItem(status);
        item.FinalItem = final;
        _owner.Emit(new ResponseOutputItemDone { ResponseId = Id, OutputIndex = item.OutputIndex, Item = final });
        if (!Config.IsOutOfBand && !item.IsRemoved)
        {
            _owner.FinishItem(final);
        }
    }
}
