using System.Buffers.Binary;
using System.Net.Sockets;
using RtcVoice.Rtc;
using RtcVoice.Transport.IceTcp;

namespace RtcVoice.Transport.Client;

/// <summary>A client's TCP connection to the first candidate that it is told to send to (RFC 6544, active side).</summary>
internal sealed class TcpLink : IDatagramLink
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FrameReader _reader = new();
    private Socket? _socket;
    private TransportTuple _tuple;

    public void Send(ReadOnlySpan<byte> datagram, in TransportTuple destination)
    {
        lock (_gate)
        {
            Span<byte> frame = stackalloc byte[FrameReader.HeaderBytes + datagram.Length];
            BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)datagram.Length);
            datagram.CopyTo(frame[FrameReader.HeaderBytes..]);
            try
            {
                Connect(destination).Send(frame);
            }
            catch (SocketException)
            {
                // The server is gone; the client's timers will tell.
            }
        }
    }

    public async ValueTask<(int Length, TransportTuple From)> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        await _connected.Task.WaitAsync(cancellation).ConfigureAwait(false);
        int length;
        while (!TryRead(buffer, out length))
        {
            int count = await _socket!.ReceiveAsync(_reader.WritableMemory, cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }

            _reader.Advance(count);
        }

        return (length, _tuple);
    }

    public void Dispose() => _socket?.Dispose();

    private bool TryRead(Memory<byte> buffer, out int length)
    {
        length = 0;
        if (!_reader.TryRead(out ReadOnlySpan<byte> frame))
        {
            return false;
        }

        frame.CopyTo(buffer.Span);
        length = frame.Length;
        return true;
    }

    private Socket Connect(in TransportTuple destination)
    {
        if (_socket is null)
        {
            _tuple = destination;
            _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _socket.Connect(destination.ToEndPoint());
            _connected.SetResult();
        }

        return _socket;
    }
}
