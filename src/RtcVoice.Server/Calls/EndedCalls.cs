namespace RtcVoice.Server.Calls;

/// <summary>How the calls that are over went, for a while. Any thread.</summary>
internal sealed class EndedCalls
{
    /// <summary>The oldest go beyond; one is about 2 kB and what was said.</summary>
    private const int MaxCalls = 1000;

    /// <summary>What was said is mostly 10 kB, and can be made very much more: the oldest go beyond this as well.</summary>
    private const long MaxConversationBytes = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, EndedCall> _byId = new(StringComparer.Ordinal);
    private readonly Queue<EndedCall> _inOrder = new();
    private long _bytes;

    /// <summary>Remembers a call.</summary>
    public void Add(EndedCall call)
    {
        lock (_gate)
        {
            _byId.Add(call.View.Id, call);
            _inOrder.Enqueue(call);
            _bytes += call.Conversation.Length;
            while (_inOrder.Count > MaxCalls || (_bytes > MaxConversationBytes && _inOrder.Count > 1))
            {
                EndedCall oldest = _inOrder.Dequeue();
                _bytes -= oldest.Conversation.Length;
                _byId.Remove(oldest.View.Id);
            }
        }
    }

    /// <summary>How a call went, or null when it is not remembered.</summary>
    public EndedCall? Find(string id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }
}
