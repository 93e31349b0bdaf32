using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Output;
using RtcVoice.Conversation.Responses;
using RtcVoice.Conversation.Transcripts;

namespace RtcVoice.Conversation.Realtime;

/// <summary>What of the conversation is kept, and when it is handed over to be.</summary>
public sealed partial class RealtimeSession
{
    private void Record()
    {
        if (_journal is null)
        {
            return;
        }

        if (_output is IPausableOutput output && !_spoken.IsEmpty && _journal.IsPositionDue(_now))
        {
            foreach (MessageInProgress message in _spoken.Leaving)
            {
                if (output.DepartedOf(message.SpeechId) > TimeSpan.Zero)
                {
                    NoteHeard(message);
                }
            }
        }

        _journal.HandOver(_items, ToRecord);
    }

    private void NoteHeard(MessageInProgress message)
    {
        if (_items.Find(message.ItemId) is not null)
        {
            _journal?.OnChanged(message.ItemId);
        }
    }

    // As it is to be read if no more of it is ever recorded.
    private HeardItem ToRecord(ConversationItem item)
    {
        Utterance? utterance = _utterances.GetValueOrDefault(item.Id);
        if (item is MessageItem message && utterance is { Heard: null } && PositionOf(item.Id, utterance) is { } position)
        {
            return utterance.IsWhole && position >= utterance.Generated
                ? HeardItem.Of(item, utterance) with { Heard = position }
                : HeardItem.BrokenOff(message, utterance, position);
        }

        ConversationItem settled = item.Status == ItemStatus.InProgress ? item with { Status = ItemStatus.Incomplete } : item;
        return HeardItem.Of(settled, utterance);
    }

    // How much of a message that is on its way has left; null where that is not ours to know.
    private TimeSpan? PositionOf(string itemId, Utterance utterance)
    {
        if (_output is not IPausableOutput output)
        {
            return null;
        }

        MessageInProgress? leaving = _spoken.Leaving.FirstOrDefault(m => m.ItemId == itemId);
        TimeSpan departed = leaving is null ? utterance.Generated : output.DepartedOf(leaving.SpeechId) ?? utterance.Generated;
        return departed < utterance.Generated ? departed : utterance.Generated;
    }

    // The call is over in the middle of what is said: that is all of it that was heard.
    private void BreakOffSounding()
    {
        if (!_output.IsPaced)
        {
            return;
        }

        foreach (MessageInProgress message in _spoken.Leaving)
        {
            if (_items.Find(message.ItemId) is MessageItem item && PositionOf(item.Id, message.Utterance) is { } position)
            {
                message.Utterance.IsInterrupted = true;
                message.Utterance.Heard = position;
                _items.Replace((MessageItem)HeardItem.BrokenOff(item, message.Utterance, position).Item);
            }
        }

        foreach (MessageInProgress message in _spoken.Arriving)
        {
            message.Utterance.Heard = message.Utterance.Generated;
            NoteHeard(message);
        }
    }
}
