using RtcVoice.Timing;

namespace RtcVoice.Conversation.Clients;

/// <summary>
/// What happens before the caller's own client is ready to hear of it. An agent begins as soon as there is sound, a few
/// round trips before the client's channel is open; and OpenAI's client forgets what came before the answer to its first
/// <c>session.update</c>. The session's owner's.
/// </summary>
internal sealed class EarlyEvents
{
    /// <summary>Events that are kept; a greeting makes a few dozen. When there are more and still no client, none is to come.</summary>
    public const int MaxKept = 256;

    /// <summary>How long a client that says nothing itself is thought to be about to: longer than a round trip around the world.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private List<ReadOnlyMemory<byte>>? _events = [];
    private SessionClient? _caller;
    private Instant _due = Instant.Never;

    /// <summary>True as long as events are to be kept.</summary>
    public bool AreKept => _events is not null;

    /// <summary>Keeps an event.</summary>
    public void Add(ReadOnlyMemory<byte> utf8)
    {
        _events!.Add(utf8);
        if (_events.Count == MaxKept)
        {
            Release();
        }
    }

    /// <summary>The caller's client is there; it is told when it has said something itself, or soon.</summary>
    public void Await(SessionClient caller, Instant now)
    {
        if (AreKept && _caller is null)
        {
            _caller = caller;
            _due = now + Patience;
        }
    }

    /// <summary>Whether a client is not to be told of what happens now, because it will be told by <see cref="Release"/>.</summary>
    public bool AreFor(SessionClient client) => AreKept && client == _caller;

    /// <summary>Tells the caller's client when it has been waited for long enough.</summary>
    public void ReleaseWhenDue(Instant now)
    {
        if (AreKept && now >= _due)
        {
            Release();
        }
    }

    /// <summary>Tells the caller's client, if there is one, and keeps nothing any more.</summary>
    public void Release()
    {
        foreach (ReadOnlyMemory<byte> utf8 in _events ?? [])
        {
            _caller?.Send(utf8);
        }

        _events = null;
    }
}
