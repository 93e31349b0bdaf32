using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace RtcVoice.Agents.Upstreams;

/// <summary>
/// A WebSocket to a provider: messages are sent in order by a task of its own, so that whoever sends never waits, and are
/// read whole. A connection that is lost, in whichever direction, shows in <see cref="ReceiveAsync"/> alone. It knows
/// nothing of what is said over it.
/// </summary>
internal sealed class UpstreamSocket : IAsyncDisposable
{
    /// <summary>Ten minutes of a turn at 24 kHz in base64: a provider that has not read that much reads nothing.</summary>
    private const int MaxQueuedBytes = 40 * 1024 * 1024;

    private const int FirstBufferBytes = 16 * 1024;

    /// <summary>A second of sound takes 64 kB; room for more than a few is not held for ever because it was needed once.</summary>
    private const int MaxIdleBufferBytes = 256 * 1024;

    /// <summary>A connection that is dead in silence is noticed within this and the provider's patience.</summary>
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);

    /// <summary>How long a provider may take to answer a close.</summary>
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);

    private readonly ClientWebSocket _socket;
    private readonly TimeProvider _clock;
    private readonly int _maxBytes;
    private readonly Channel<byte[]> _outgoing = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _sending;
    private ArrayBufferWriter<byte> _incoming = new(FirstBufferBytes);
    private long _queuedBytes;

    private UpstreamSocket(ClientWebSocket socket, int maxBytes, TimeProvider clock)
    {
        _socket = socket;
        _maxBytes = maxBytes;
        _clock = clock;
        _sending = SendAsync();
    }

    /// <summary>Connects.</summary>
    /// <param name="endpoint">Where.</param>
    /// <param name="maxBytes">The longest message that is taken.</param>
    /// <param name="clock">Measures time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UpstreamException">It cannot be reached, or refuses.</exception>
    public static async Task<UpstreamSocket> ConnectAsync(UpstreamEndpoint endpoint, int maxBytes, TimeProvider clock, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader(endpoint.Header, endpoint.Secret);
        socket.Options.KeepAliveInterval = PingInterval;
        socket.Options.KeepAliveTimeout = endpoint.PongPatience;
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(endpoint.Address, cancellation).ConfigureAwait(false);
            return new UpstreamSocket(socket, maxBytes, clock);
        }
        catch (WebSocketException e)
        {
            int status = (int)socket.HttpStatusCode;
            socket.Dispose();
            throw status is 0
                ? new UpstreamException("upstream_unreachable", $"{endpoint.Address.Authority} cannot be reached: {(e.InnerException ?? e).Message}", e)
                : new UpstreamException("upstream_refused", $"{endpoint.Address.Authority} refuses the session with HTTP status {status}.", e) { IsFinal = IsFinal(status) };
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a message behind those sent before. Nothing happens when the connection is lost.</summary>
    public void Send(byte[] utf8)
    {
        if (Interlocked.Add(ref _queuedBytes, utf8.Length) > MaxQueuedBytes)
        {
            _socket.Abort();
            return;
        }

        _outgoing.Writer.TryWrite(utf8);
    }

    /// <summary>Reads the next message.</summary>
    /// <exception cref="WebSocketException">The connection is lost.</exception>
    public async ValueTask<UpstreamFrame> ReceiveAsync(CancellationToken cancellation)
    {
        if (_incoming.Capacity > MaxIdleBufferBytes)
        {
            _incoming = new ArrayBufferWriter<byte>(FirstBufferBytes);
        }

        _incoming.ResetWrittenCount();
        bool isTooLarge = false;
        while (true)
        {
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(_incoming.GetMemory(FirstBufferBytes), cancellation).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return new UpstreamFrame(
                    UpstreamFrameKind.Close, Encoding.UTF8.GetBytes(_socket.CloseStatusDescription ?? ""), (int?)_socket.CloseStatus ?? 0);
            }

            _incoming.Advance(part.Count);
            if (_incoming.WrittenCount > _maxBytes)
            {
                isTooLarge = true;
                _incoming.ResetWrittenCount();
            }

            if (part.EndOfMessage)
            {
                return isTooLarge ? new UpstreamFrame(UpstreamFrameKind.TooLarge)
                    : new UpstreamFrame(part.MessageType == WebSocketMessageType.Text ? UpstreamFrameKind.Text : UpstreamFrameKind.Binary, _incoming.WrittenMemory);
            }
        }
    }

    /// <summary>Ends the connection at once: whoever reads learns that it is lost.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Closes the connection: politely when the provider answers soon.</summary>
    public async ValueTask DisposeAsync()
    {
        _outgoing.Writer.TryComplete();
        try
        {
            using var patience = new CancellationTokenSource(ClosePatience, _clock);
            await _sending.WaitAsync(patience.Token).ConfigureAwait(false);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException or IOException)
        {
            // Lost already: there is nobody to be polite to.
        }

        _socket.Dispose();
    }

    // A wrong request, a wrong key, one that is not let in, a model that is not there.
    private static bool IsFinal(int status) => status is 400 or 401 or 403 or 404;

    private async Task SendAsync()
    {
        try
        {
            await foreach (byte[] message in _outgoing.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                await _socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None).ConfigureAwait(false);
                Interlocked.Add(ref _queuedBytes, -message.Length);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException or IOException)
        {
            // Who reads is told.
            _socket.Abort();
        }
    }
}
