using System.Diagnostics.CodeAnalysis;
using RtcVoice.Conversation.Responses;

namespace RtcVoice.Conversation.Output;

/// <summary>
/// Which messages are on their way to the person's ear: from the moment a message has a sound of its own until all of it
/// has been heard or it was cut. The session's owner's.
/// </summary>
internal sealed class SpokenMessages
{
    private readonly Dictionary<long, MessageInProgress> _bySpeech = [];
    private readonly Queue<MessageInProgress> _arriving = new();

    /// <summary>True when nothing is on its way.</summary>
    public bool IsEmpty => _bySpeech.Count == 0 && _arriving.Count == 0;

    public void Add(MessageInProgress message) => _bySpeech.Add(message.SpeechId, message);

    public MessageInProgress? Find(long speech) => _bySpeech.GetValueOrDefault(speech);

    /// <summary>The messages of which something is still to leave.</summary>
    public IReadOnlyCollection<MessageInProgress> Leaving => _bySpeech.Values;

    /// <summary>The messages that have left and are about to have been heard.</summary>
    public IReadOnlyCollection<MessageInProgress> Arriving => _arriving;

    /// <summary>All of them, those that are furthest first.</summary>
    public IEnumerable<MessageInProgress> All => Arriving.Concat(Leaving);

    /// <summary>The last of a message has left.</summary>
    public void OnLeft(MessageInProgress message)
    {
        _bySpeech.Remove(message.SpeechId);
        _arriving.Enqueue(message);
    }

    /// <summary>Takes the oldest message that has left, if all of it has been heard.</summary>
    public bool TryTakeHeard(Func<MessageInProgress, bool> isHeard, [NotNullWhen(true)] out MessageInProgress? message) =>
        _arriving.TryPeek(out message) && isHeard(message) && _arriving.TryDequeue(out message);

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
        All.Any(m => m.Response == response);
}
