using RtcVoice.Conversation.Responses;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Output;

/// <summary>
/// Which messages are on their way to the person's ear: from the moment a message has a sound of its own until all of it
/// has been heard or it was cut. The session's owner's.
/// </summary>
internal sealed class SpokenMessages
{
    private readonly Dictionary<long, MessageInProgress> _bySpeech = [];
    private readonly Queue<(Instant Due, MessageInProgress Message)> _arriving = new();

    /// <summary>When the next message that has left will have been heard; <see cref="Instant.Never"/> when none has left.</summary>
    public Instant NextHeard => _arriving.TryPeek(out (Instant Due, MessageInProgress) next) ? next.Due : Instant.Never;

    /// <summary>True when nothing is on its way.</summary>
    public bool IsEmpty => _bySpeech.Count == 0 && _arriving.Count == 0;

    public void Add(MessageInProgress message) => _bySpeech.Add(message.SpeechId, message);

    public MessageInProgress? Find(long speech) => _bySpeech.GetValueOrDefault(speech);

    /// <summary>The messages of which something is still to leave.</summary>
    public IReadOnlyCollection<MessageInProgress> Leaving => _bySpeech.Values;

    /// <summary>The messages that have left and are about to have been heard.</summary>
    public IEnumerable<MessageInProgress> Arriving => _arriving.Select(a => a.Message);

    /// <summary>The last of a message has left; it will have been heard at a time.</summary>
    public void OnLeft(MessageInProgress message, Instant heardAt)
    {
        _bySpeech.Remove(message.SpeechId);
        _arriving.Enqueue((heardAt, message));
    }

    /// <summary>Takes the oldest message that has been heard by now.</summary>
    public bool TryTakeHeard(Instant now, out MessageInProgress? message)
    {
        if (NextHeard > now)
        {
            message = null;
            return false;
        }

        message = _arriving.Dequeue().Message;
        return true;
    }

    /// <summary>Takes the messages that a cut has broken off or kept from being heard at all, in the order they were begun.</summary>
    public IReadOnlyList<MessageInProgress> TakeCut()
    {
        MessageInProgress[] cut = [.. _bySpeech.Values.Where(m => m.IsCut).OrderBy(m => m.SpeechId)];
        foreach (MessageInProgress message in cut)
        {
            _bySpeech.Remove(message.SpeechId);
        }

        return cut;
    }

    /// <summary>Whether anything of a response is still to be heard.</summary>
    public bool HasAnyOf(ResponseInProgress response) =>
        Leaving.Concat(Arriving).Any(m => m.Response == response);
}
