using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Hosting;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.TestKit.Upstreams;

/// <summary>
/// Takes WebSockets on this machine, as a provider of models does: by Kestrel, which sends a small message at once, where
/// HttpListener holds it back until the one before it is acknowledged.
/// </summary>
/// <typeparam name="TSession">What becomes of one.</typeparam>
public abstract class StandInServer<TSession> : IAsyncDisposable
    where TSession : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<TSession> _sessions = new();
    private readonly ConcurrentQueue<string?> _keys = new();
    private readonly string _keyHeader;

    /// <summary>Begins to listen.</summary>
    /// <param name="path">The path of WebSockets, with a slash before it.</param>
    /// <param name="keyHeader">The header that bears the key.</param>
    protected StandInServer(string path, string keyHeader)
    {
        _keyHeader = keyHeader;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.UseWebSockets();
        _application.Map(path, sockets => sockets.Run(TakeAsync));
        _application.Start();
        Origin = _application.Urls.First();
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
        foreach (TSession session in _sessions)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }

        await _application.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Makes a session of a connection.</summary>
    protected abstract TSession Make(StandInSocket socket);

    /// <summary>Has a session begin.</summary>
    protected abstract Task BeginAsync(TSession session);

    private async Task TakeAsync(HttpContext context)
    {
        _keys.Enqueue(context.Request.Headers[_keyHeader]);
        if (RefusesWith != 0)
        {
            context.Response.StatusCode = RefusesWith;
            return;
        }

        WebSocket accepted = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        var socket = new StandInSocket(accepted, new Uri(context.Request.GetEncodedUrl()), context.Abort);
        TSession session = Make(socket);
        if (!IsMute)
        {
            await BeginAsync(session).ConfigureAwait(false);
        }

        _sessions.Enqueue(session);
        await socket.Disposed.ConfigureAwait(false);
    }
}
