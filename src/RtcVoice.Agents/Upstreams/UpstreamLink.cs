using System.Net.WebSockets;
using System.Text;

namespace RtcVoice.Agents.Upstreams;

/// <summary>
/// A connection over which a session has begun: opened within a time, and read by a task of its own that waits for whoever
/// looks at what it has read. It knows nothing of what is said over it.
/// </summary>
internal sealed class UpstreamLink : IAsyncDisposable
{
    /// <summary>The longest message: two minutes of sound in one piece; providers send less than a second.</summary>
    public const int MaxMessageBytes = 16 * 1024 * 1024;

    /// <summary>Messages that are read and not looked at yet; then the connection waits.</summary>
    private const int MaxUnseen = 256;

    private readonly UpstreamSocket _socket;
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Not disposed of: it holds nothing, and what was read last is looked at when the session is gone.</summary>
    private readonly SemaphoreSlim _unseen = new(MaxUnseen);

    private Task _reading = Task.CompletedTask;

    private UpstreamLink(UpstreamSocket socket) => _socket = socket;

    /// <summary>Connects, and waits until the session is there.</summary>
    /// <param name="endpoint">Where.</param>
    /// <param name="begin">Says what there is to say first, and completes when the session has begun.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="clock">Measures time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UpstreamException">It did not come about; the message says why.</exception>
    public static async Task<UpstreamLink> OpenAsync(
        UpstreamEndpoint endpoint, Func<UpstreamSocket, CancellationToken, Task> begin, TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        UpstreamSocket? socket = null;
        try
        {
            socket = await UpstreamSocket.ConnectAsync(endpoint, MaxMessageBytes, clock, either.Token).ConfigureAwait(false);
            await begin(socket, either.Token).ConfigureAwait(false);
            var link = new UpstreamLink(socket);
            socket = null;
            return link;
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new UpstreamException("upstream_timeout", $"{endpoint.Address.Authority} has not begun a session within {patience.TotalSeconds:0} s.", e);
        }
        catch (WebSocketException e)
        {
            throw new UpstreamException("upstream_unreachable", $"{endpoint.Address.Authority} broke the connection off before the session began.", e);
        }
        finally
        {
            if (socket is not null)
            {
                socket.Abort();
                await socket.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Begins to read.</summary>
    /// <param name="read">Makes of a message what it tells; null for nothing.</param>
    /// <param name="take">Takes that, and calls what it is given once it has been looked at. Any thread.</param>
    /// <param name="lose">Is told why the connection was lost; once, and last.</param>
    /// <typeparam name="T">What messages tell.</typeparam>
    public void Listen<T>(Func<UpstreamFrame, T?> read, Action<T, Action> take, Action<string> lose)
        where T : class => _reading = ReadAsync(read, take, lose);

    /// <summary>Sends a message behind those sent before. Nothing happens when the connection is lost.</summary>
    public void Send(byte[] utf8) => _socket.Send(utf8);

    /// <summary>Breaks it off without a farewell, which a provider that answers nothing would not take.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Ends it and lets go of it; what is told of it behind that is of no use.</summary>
    public async ValueTask DisposeAsync()
    {
        // A read that is called off breaks the connection: the farewell comes first.
        await _socket.DisposeAsync().ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task ReadAsync<T>(Func<UpstreamFrame, T?> read, Action<T, Action> take, Action<string> lose)
        where T : class
    {
        try
        {
            while (true)
            {
                UpstreamFrame frame = await _socket.ReceiveAsync(_closing.Token).ConfigureAwait(false);
                if (frame.Kind == UpstreamFrameKind.Close)
                {
                    string reason = frame.Content.IsEmpty ? "" : $": {Encoding.UTF8.GetString(frame.Content.Span)}";
                    lose($"the upstream closed it ({frame.CloseStatus}{reason})");
                    return;
                }

                if (read(frame) is { } told)
                {
                    await _unseen.WaitAsync(_closing.Token).ConfigureAwait(false);
                    take(told, () => _unseen.Release());
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            lose("it broke");
        }
    }
}
