using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Playout;
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

        if (!_spoken.IsEmpty && _journal.IsPositionDue(_now))
        {
            foreach (MessageInProgress message in _spoken.Leaving)
            {
                if (_output.PositionOf(message.SpeechId, _now).Departed > TimeSpan.Zero)
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
        if (item is MessageItem message && utterance is { Heard: null } && PositionOf(item.Id) is { } position)
        {
            return IsAll(position, utterance)
                ? HeardItem.Of(item, utterance) with { Heard = position.Heard }
                : HeardItem.BrokenOff(message, utterance, position.Heard);
        }

        ConversationItem settled = item.Status == ItemStatus.InProgress ? item with { Status = ItemStatus.Incomplete } : item;
        return HeardItem.Of(settled, utterance);
    }

    // The call is over in the middle of what is said: what has not been heard by now never will be.
    private void BreakOffSounding()
    {
        foreach (MessageInProgress message in _spoken.All)
        {
            if (_items.Find(message.ItemId) is not MessageItem item || PositionOf(item.Id) is not { } position)
            {
                continue;
            }

            Utterance utterance = message.Utterance;
            utterance.Heard = position.Heard;
            if (IsAll(position, utterance))
            {
                NoteHeard(message);
                continue;
            }

            utterance.IsInterrupted = true;
            _items.Replace((MessageItem)HeardItem.BrokenOff(item, utterance, position.Heard).Item);
        }
    }

    private static bool IsAll(PlayoutPosition position, Utterance utterance) =>
        utterance.IsWhole && position.Heard >= utterance.Generated;
}
