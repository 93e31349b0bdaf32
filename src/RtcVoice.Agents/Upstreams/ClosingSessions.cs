namespace RtcVoice.Agents.Upstreams;

/// <summary>Sessions of an upstream that are being closed, which nobody waits for before the call is over.</summary>
internal sealed class ClosingSessions
{
    private readonly List<Task> _closing = [];

    /// <summary>Completes when all that close now have closed.</summary>
    public Task Closed => Task.WhenAll(_closing);

    /// <summary>Begins to close a session; nothing where there is none.</summary>
    public void Close(IAsyncDisposable? session)
    {
        _closing.RemoveAll(c => c.IsCompleted);
        if (session is not null)
        {
            _closing.Add(session.DisposeAsync().AsTask());
        }
    }
}
