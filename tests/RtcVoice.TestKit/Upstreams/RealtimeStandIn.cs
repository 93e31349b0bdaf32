namespace RtcVoice.TestKit.Upstreams;

/// <summary>
/// Stands in for OpenAI's Realtime API: real WebSockets on this machine, and sessions that hold to the protocol as far as
/// a client can tell, and refuse what it refuses. What a model would say, the test has them say.
/// </summary>
public sealed class RealtimeStandIn() : StandInServer<StandInSession>("/v1/realtime", "Authorization")
{
    /// <summary>What <c>OPENAI_BASE_URL</c> would be.</summary>
    public string BaseUrl => $"{Origin}/v1";

    /// <summary>Makes the responses of sessions that begin from now on, each as soon as it has begun; null where the test does.</summary>
    public Func<StandInSession, string, Task>? Model { get; set; }

    /// <inheritdoc />
    protected override StandInSession Make(StandInSocket socket) => new(socket) { Model = Model };

    /// <inheritdoc />
    protected override Task BeginAsync(StandInSession session) => session.BeginAsync();
}
