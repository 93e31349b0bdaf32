using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.TestKit.Upstreams;

/// <summary>Takes WebSockets on this machine, as a provider of models does.</summary>
/// <typeparam name="TSession">What becomes of one.</typeparam>
public abstract class StandInServer<TSession> : IAsyncDisposable
    where TSession : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<TSession> _sessions = new();
    private readonly ConcurrentQueue<string?> _keys = new();
    private readonly string _keyHeader;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="path">The path of WebSockets, with a slash before and behind it.</param>
    /// <param name="keyHeader">The header that bears the key.</param>
    protected StandInServer(string path, string keyHeader)
    {
        int port = FreePort();
        _keyHeader = keyHeader;
        Origin = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add(Origin + path);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The HTTP status that connections are refused with; 0 when they are not.</summary>
    public int RefusesWith { get; set; }

    /// <summary>Whether sessions say nothing, not even that they have begun.</summary>
    public bool IsMute { get; set; }

    /// <summary>How many connections were tried.</summary>
    public int Attempts => _keys.Count;

    /// <summary>What was borne as the key, by attempt.</summary>
    public IReadOnlyCollection<string?> Keys => _keys;

    /// <summary>The sessions begun.</summary>
    public IReadOnlyCollection<TSession> Sessions => _sessions;

    /// <summary>Where it listens.</summary>
    protected string Origin { get; }

    /// <summary>Waits until there have been so many sessions, and gives the last of them.</summary>
    public async Task<TSession> SessionAsync(int count)
    {
        await Eventually.IsTrueAsync(() => _sessions.Count >= count, $"session {count}").ConfigureAwait(false);
        return _sessions.ElementAt(count - 1);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _listener.Close();
        await _accepting.ConfigureAwait(false);
        foreach (TSession session in _sessions)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Makes a session of a connection.</summary>
    protected abstract TSession Make(StandInSocket socket);

    /// <summary>Has a session begin.</summary>
    protected abstract Task BeginAsync(TSession session);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync().ConfigureAwait(false);
                _keys.Enqueue(context.Request.Headers[_keyHeader]);
                if (RefusesWith != 0)
                {
                    context.Response.StatusCode = RefusesWith;
                    context.Response.Close();
                    continue;
                }

                HttpListenerWebSocketContext accepted = await context.AcceptWebSocketAsync(null).ConfigureAwait(false);
                TSession session = Make(new StandInSocket(accepted.WebSocket, accepted.RequestUri, context.Response.Abort));
                if (!IsMute)
                {
                    await BeginAsync(session).ConfigureAwait(false);
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
