using System.Collections.Concurrent;

namespace RtcVoice.TestKit.Upstreams;

/// <summary>
/// Stands in for the Gemini Live API: real WebSockets on this machine, and sessions that hold to the protocol as far as a
/// client can tell, and refuse what it refuses. What a model would say, the test has them say.
/// </summary>
public sealed class LiveStandIn() : StandInServer<LiveStandInSession>("/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent", "x-goog-api-key")
{
    private readonly ConcurrentDictionary<string, LiveStandInHandle> _handles = new();

    /// <summary>What <c>GOOGLE_GEMINI_BASE_URL</c> would be.</summary>
    public string BaseUrl => Origin;

    /// <summary>The status and reason that sessions are closed with instead of being set up; null when they are not.</summary>
    public (int Status, string Reason)? Refusal { get; set; }

    /// <summary>Forgets the handles that it has given out.</summary>
    public void ForgetHandles() => _handles.Clear();

    /// <inheritdoc />
    protected override LiveStandInSession Make(StandInSocket socket) => new(socket, this);

    /// <inheritdoc />
    protected override Task BeginAsync(LiveStandInSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.Begin();
        return Task.CompletedTask;
    }

    internal string Keep(LiveStandInHandle handle)
    {
        string name = $"handle-{_handles.Count + 1}";
        _handles[name] = handle;
        return name;
    }

    internal LiveStandInHandle? Find(string handle) => _handles.GetValueOrDefault(handle);
}
