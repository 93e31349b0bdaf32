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
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isClosed;
    private int _isClaimed;
    private volatile bool _isReleased;

    public TcpConnection(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        Tuple = TransportTuple.From(TransportProtocol.Tcp, (IPEndPoint)socket.RemoteEndPoint!);
    }

    /// <summary>The tuple that this connection is.</summary>
    public TransportTuple Tuple { get; }

    /// <summary>True once nothing more will be sent: what waits still goes, then it closes.</summary>
    public bool IsReleased => _isReleased;

    /// <summary>Completes when the connection is gone.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Takes the connection out of the unclaimed ones; true for the first who does.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _isClaimed, 1) == 0;

    /// <summary>Sends what waits, then closes.</summary>
    public void CloseAfterSending()
    {
        _isReleased = true;
        _hasFrames.Release();
    }

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
            _ended.SetResult();
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

                if (_isReleased)
                {
                    Close();
                    return;
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
