using System.Net;
using System.Net.Sockets;

namespace RtcVoice.Transport;

/// <summary>
/// Wakes the loop out of its wait for datagrams by sending it one: a single byte, which no protocol of ours uses and
/// the loop drops. Works wherever UDP does, and many wakes before the loop has looked cost one datagram.
/// </summary>
internal sealed class LoopWaker : IDisposable
{
    private static readonly byte[] Nudge = [0xFF];
    private readonly Socket _socket;
    private int _isAwake;

    public LoopWaker(IPEndPoint port)
    {
        IPAddress target = port.Address.Equals(IPAddress.IPv6Any) || port.Address.Equals(IPAddress.Any)
            ? IPAddress.Loopback
            : port.Address;
        _socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Connect(new IPEndPoint(target, port.Port));
    }

    /// <summary>Lets the loop look at its queues soon; any thread.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _isAwake, 1) == 0)
        {
            try
            {
                _socket.Send(Nudge);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The loop looks by itself within its longest sleep.
            }
        }
    }

    /// <summary>To be called by the loop before it looks at its queues: what comes later wakes it again.</summary>
    public void Reset() => Volatile.Write(ref _isAwake, 0);

    /// <inheritdoc />
    public void Dispose() => _socket.Dispose();
}
