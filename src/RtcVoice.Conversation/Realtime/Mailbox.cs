using System.Collections.Concurrent;

namespace RtcVoice.Conversation.Realtime;

/// <summary>Things that other threads want done by the session's owner, in order.</summary>
/// <param name="wake">Told that there is something; must not block.</param>
internal sealed class Mailbox(Action wake)
{
    private readonly ConcurrentQueue<Action> _letters = new();
    private readonly Action _wake = wake;

    /// <summary>Leaves something to be done. Any thread.</summary>
    public void Post(Action letter)
    {
        _letters.Enqueue(letter);
        _wake();
    }

    /// <summary>Does all that had been left when this was called, so that a writer without pause cannot hold the owner.</summary>
    public void Drain()
    {
        for (int count = _letters.Count; count > 0 && _letters.TryDequeue(out Action? letter); count--)
        {
            letter();
        }
    }
}
