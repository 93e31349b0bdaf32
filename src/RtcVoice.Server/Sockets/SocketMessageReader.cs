using System.Buffers;
using System.Net.WebSockets;

namespace RtcVoice.Server.Sockets;

/// <summary>
/// Reads whole messages of a WebSocket. Its buffer is small, grows with a long message, and is small again for the next:
/// most sessions send little, and one that sent a minute of sound once does not hold its room for ever.
/// </summary>
/// <param name="socket">The WebSocket.</param>
/// <param name="maxBytes">The longest message; what is longer is read to its end and let go.</param>
internal sealed class SocketMessageReader(WebSocket socket, int maxBytes) : IDisposable
{
    /// <summary>Holds 40 ms of sound in base64, or any other event but the rarest.</summary>
    private const int SmallBytes = 4 * 1024;

    private readonly WebSocket _socket = socket;
    private readonly int _maxBytes = maxBytes;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SmallBytes);

    /// <summary>Reads the next message.</summary>
    /// <exception cref="WebSocketException">The connection is lost.</exception>
    public async ValueTask<SocketMessage> ReadAsync(CancellationToken cancellation)
    {
        Shrink();
        int length = 0;
        bool isTooLarge = false;
        while (true)
        {
            if (length == Room)
            {
                isTooLarge |= Room == _maxBytes;
                Grow(length);
            }

            length = isTooLarge ? 0 : length;
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(_buffer.AsMemory(length..Room), cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return new SocketMessage(SocketMessageKind.Close);
            }

            // Bytes are of no use; they only have to be over.
            length = part.MessageType == WebSocketMessageType.Text ? length + part.Count : 0;
            if (!part.EndOfMessage)
            {
                continue;
            }

            return part.MessageType == WebSocketMessageType.Binary ? new SocketMessage(SocketMessageKind.Binary)
                : isTooLarge ? new SocketMessage(SocketMessageKind.TooLarge)
                : new SocketMessage(SocketMessageKind.Text, _buffer.AsMemory(0, length));
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private int Room => Math.Min(_buffer.Length, _maxBytes);

    private void Grow(int length)
    {
        if (Room < _maxBytes)
        {
            Exchange(Math.Min(2 * _buffer.Length, _maxBytes), length);
        }
    }

    private void Shrink()
    {
        if (_buffer.Length > SmallBytes)
        {
            Exchange(SmallBytes, keep: 0);
        }
    }

    private void Exchange(int bytes, int keep)
    {
        byte[] other = ArrayPool<byte>.Shared.Rent(bytes);
        _buffer.AsSpan(0, keep).CopyTo(other);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = other;
    }
}
