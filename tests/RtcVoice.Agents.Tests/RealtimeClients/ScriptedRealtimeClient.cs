using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.RealtimeClients;

/// <summary>A provider of nobody's: what it does, the test has it do.</summary>
internal sealed class ScriptedRealtimeClient : IRealtimeClient
{
    private readonly ConcurrentQueue<ScriptedRealtimeSession> _sessions = new();

    /// <summary>What the provider makes of the options that it is given; null for what they are.</summary>
    public Func<RealtimeSessionOptions, RealtimeSessionOptions?>? Grants { get; init; }

    /// <summary>How many sessions it refuses first.</summary>
    public int Refusals { get; set; }

    /// <summary>What it refuses them with.</summary>
    public Exception Refusal { get; init; } = new HttpRequestException("no route to the model");

    /// <summary>Whether sessions cannot be configured anew.</summary>
    public bool IsSetOnce { get; init; }

    public IReadOnlyCollection<ScriptedRealtimeSession> Sessions => _sessions;

    /// <summary>Waits for so many sessions, and gives the last of them.</summary>
    public async Task<ScriptedRealtimeSession> SessionAsync(int count)
    {
        await Eventually.IsTrueAsync(() => _sessions.Count >= count, $"session {count}");
        return _sessions.ElementAt(count - 1);
    }

    public Task<IRealtimeClientSession> CreateSessionAsync(RealtimeSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (Refusals > 0)
        {
            Refusals--;
            throw Refusal;
        }

        var session = new ScriptedRealtimeSession(options!, Grants is null ? options : Grants(options!), IsSetOnce);
        _sessions.Enqueue(session);
        return Task.FromResult<IRealtimeClientSession>(session);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // It holds nothing.
    }
}
