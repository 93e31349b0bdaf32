using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.TestKit.Upstreams;

/// <summary>
/// Stands in for OpenAI's Realtime API: real WebSockets on this machine, and sessions that hold to the protocol as far as
/// a client can tell, and refuse what it refuses. What a model would say, the test has them say.
/// </summary>
public sealed class RealtimeStandIn : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<StandInSession> _sessions = new();
    private readonly ConcurrentQueue<string?> _keys = new();
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    public RealtimeStandIn()
    {
        int port = FreePort();
        BaseUrl = $"http://127.0.0.1:{port}/v1";
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/v1/realtime/");
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What <c>OPENAI_BASE_URL</c> would be.</summary>
    public string BaseUrl { get; }

    /// <summary>The HTTP status that connections are refused with; 0 when they are not.</summary>
    public int RefusesWith { get; set; }

    /// <summary>Whether sessions say nothing, not even that they have begun.</summary>
    public bool IsMute { get; set; }

    /// <summary>How many connections were tried.</summary>
    public int Attempts => _keys.Count;

    /// <summary>What was borne as <c>Authorization</c>, by attempt.</summary>
    public IReadOnlyCollection<string?> Keys => _keys;

    /// <summary>The sessions begun.</summary>
    public IReadOnlyCollection<StandInSession> Sessions => _sessions;

    /// <summary>Waits until there have been so many sessions, and gives the last of them.</summary>
    public async Task<StandInSession> SessionAsync(int count)
    {
        await Eventually.IsTrueAsync(() => _sessions.Count >= count, $"session {count}").ConfigureAwait(false);
        return _sessions.ElementAt(count - 1);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _accepting.ConfigureAwait(false);
        foreach (StandInSession session in _sessions)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync().ConfigureAwait(false);
                _keys.Enqueue(context.Request.Headers["Authorization"]);
                if (RefusesWith != 0)
                {
                    context.Response.StatusCode = RefusesWith;
                    context.Response.Close();
                    continue;
                }

                HttpListenerWebSocketContext accepted = await context.AcceptWebSocketAsync(null).ConfigureAwait(false);
                var session = new StandInSession(accepted.WebSocket, accepted.RequestUri, context.Response.Abort);
                if (!IsMute)
                {
                    await session.BeginAsync().ConfigureAwait(false);
                }

                _sessions.Enqueue(session);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
