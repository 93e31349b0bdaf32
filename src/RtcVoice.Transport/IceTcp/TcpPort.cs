using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RtcVoice.Transport.IceTcp;

/// <summary>
/// ICE-TCP, passive side, on the number of the UDP port. A connection that has not authenticated itself within
/// <see cref="ClaimTime"/> is closed, and only <see cref="MaxUnclaimed"/> such may be open at a time.
/// </summary>
internal sealed class TcpPort : IDisposable
{
    /// <summary>A browser sends its first check at once; five seconds cover a bad radio link.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromSeconds(5);

    /// <summary>Enough for a rush of callers, little for whoever only opens connections.</summary>
    public const int MaxUnclaimed = 256;

    private const int Backlog = 128;

    /// <summary>How long a server that stops waits for its last words to leave.</summary>
    private static readonly TimeSpan FinishTime = TimeSpan.FromMilliseconds(300);

    /// <summary>With no descriptor left, the next accept fails as well; a moment later a call may have ended.</summary>
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener;
    private readonly TimeProvider _clock;
    private readonly TcpConnection.FrameHandler _onDatagram;
    private readonly Action<TcpConnection> _onClosed;
    private readonly ConcurrentDictionary<TcpConnection, ITimer> _connections = new();
    private int _unclaimed;

    private TcpPort(Socket listener, TimeProvider clock, TcpConnection.FrameHandler onDatagram, Action<TcpConnection> onClosed)
    {
        _listener = listener;
        _clock = clock;
        _onDatagram = onDatagram;
        _onClosed = onClosed;
    }

    /// <summary>Connections that are open now.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Listens on <paramref name="local"/>; <see cref="Start"/> accepts.</summary>
    /// <exception cref="SocketException">The port is taken or the address is not this machine's.</exception>
    public static TcpPort Bind(
        IPEndPoint local, TimeProvider clock, TcpConnection.FrameHandler onDatagram, Action<TcpConnection> onClosed)
    {
        var listener = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (local.AddressFamily == AddressFamily.InterNetworkV6 && local.Address.Equals(IPAddress.IPv6Any))
            {
                listener.DualMode = true;
            }

            listener.Bind(local);
            listener.Listen(Backlog);
            return new TcpPort(listener, clock, onDatagram, onClosed);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Begins to accept connections.</summary>
    public void Start() => _ = AcceptAsync();

    /// <summary>Says that a peer has authenticated the connection.</summary>
    public void Claim(TcpConnection connection)
    {
        if (connection.TryClaim())
        {
            Interlocked.Decrement(ref _unclaimed);
            SetDeadline(connection, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends a connection whose call is over: what waits still goes, in <see cref="ClaimTime"/> at most.</summary>
    public void Release(TcpConnection connection)
    {
        connection.CloseAfterSending();
        SetDeadline(connection, ClaimTime);
    }

    /// <summary>Waits, for a moment at most, until the connections that were released are gone.</summary>
    public async Task FinishSendingAsync()
    {
        try
        {
            await Task.WhenAll(_connections.Keys.Where(c => c.IsReleased).Select(c => c.Ended))
                .WaitAsync(FinishTime, _clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A browser that does not read will learn it from the closed connection.
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _listener.Dispose();
        foreach (TcpConnection connection in _connections.Keys)
        {
            connection.Close();
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                Socket socket = await _listener.AcceptAsync().ConfigureAwait(false);
                if (Volatile.Read(ref _unclaimed) >= MaxUnclaimed)
                {
                    socket.Dispose();
                    continue;
                }

                Serve(socket);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                await Task.Delay(AcceptPause, _clock).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // The connection was reset before it was accepted; the next one may be well.
            }
        }
    }

    private void Serve(Socket socket)
    {
        TcpConnection connection;
        try
        {
            connection = new TcpConnection(socket);
        }
        catch (SocketException)
        {
            // It was reset already and has no remote address any more.
            socket.Dispose();
            return;
        }

        Interlocked.Increment(ref _unclaimed);
        _ = ServeAsync(connection);
    }

    private void SetDeadline(TcpConnection connection, TimeSpan time)
    {
        if (_connections.TryGetValue(connection, out ITimer? deadline))
        {
            deadline.Change(time, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task ServeAsync(TcpConnection connection)
    {
        await using ITimer deadline = _clock.CreateTimer(
            static state => ((TcpConnection)state!).Close(), connection, ClaimTime, Timeout.InfiniteTimeSpan);
        _connections[connection] = deadline;
        await connection.RunAsync(_onDatagram).ConfigureAwait(false);
        _connections.TryRemove(connection, out _);
        if (connection.TryClaim())
        {
            Interlocked.Decrement(ref _unclaimed);
        }

        _onClosed(connection);
    }
}
