using System.Net;
using System.Net.Sockets;
using RtcVoice.Rtc;

namespace RtcVoice.Transport.IceTcp;

/// <summary>
/// One TCP connection that a browser opened to us (RFC 6544, passive side). It is one tuple: what comes in goes to
/// the loop as datagrams, what goes out waits in a bounded queue, and when it closes its tuple is gone.
/// </summary>
internal sealed class TcpConnection : DatagramPath, IDisposable
{
    private readonly Socket _socket;
    private readonly SendQueue _queue = new();
    private readonly SemaphoreSlim _hasFrames = new(0);
    private readonly CancellationTokenSource _closed = new();
    private int _isClosed;

    public TcpConnection(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        Tuple = TransportTuple.From(TransportProtocol.Tcp, (IPEndPoint)socket.RemoteEndPoint!);
    }

    /// <summary>The tuple that this connection is.</summary>
    public TransportTuple Tuple { get; }

    /// <summary>True once a peer has authenticated a datagram of this connection: it may live as long as the peer does.</summary>
    public bool IsClaimed { get; set; }

    /// <inheritdoc />
    public override void Send(ReadOnlySpan<byte> datagram)
    {
        if (_queue.Enqueue(datagram) && Volatile.Read(ref _isClosed) == 0)
        {
            _hasFrames.Release();
        }
    }

    /// <summary>Reads and writes until the connection ends; <paramref name="onDatagram"/> runs on pool threads, in order.</summary>
    public async Task RunAsync(FrameHandler onDatagram)
    {
        Task writing = WriteAsync();
        try
        {
            var reader = new FrameReader();
            while (!reader.IsBroken)
            {
                int count = await _socket.ReceiveAsync(reader.WritableMemory, _closed.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                reader.Advance(count);
                while (reader.TryRead(out ReadOnlySpan<byte> frame))
                {
                    onDatagram(this, frame);
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The browser is gone, or we closed: either way the tuple is.
        }
        finally
        {
            Close();
            await writing.ConfigureAwait(false);
            Dispose();
        }
    }

    /// <summary>Ends the connection; a second call does nothing.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            _closed.Cancel();
            _socket.Close();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _socket.Dispose();
        _closed.Dispose();
    }

    private async Task WriteAsync()
    {
        byte[] frame = new byte[SendQueue.MaxFrameBytes];
        try
        {
            while (true)
            {
                await _hasFrames.WaitAsync(_closed.Token).ConfigureAwait(false);
                while (_queue.TryTake(frame, out int length))
                {
                    ReadOnlyMemory<byte> rest = frame.AsMemory(0, length);
                    while (!rest.IsEmpty)
                    {
                        rest = rest[await _socket.SendAsync(rest, _closed.Token).ConfigureAwait(false)..];
                    }
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Close();
        }
    }

    /// <summary>Takes a datagram of a connection; the span is valid during the call.</summary>
    public delegate void FrameHandler(TcpConnection connection, ReadOnlySpan<byte> datagram);
}
