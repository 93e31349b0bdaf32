using System.Net;
using System.Net.Sockets;
using RtcVoice.Rtc;

namespace RtcVoice.Transport.Udp;

/// <summary>
/// The port by what .NET has on every system. It answers from the address that routing chooses, which on a machine of
/// several addresses may be another than was asked: bind one there.
/// </summary>
internal sealed class PortableUdpPort(Socket socket) : UdpPort(socket)
{
    private readonly SocketAddress _source = new(socket.AddressFamily);
    private readonly byte[] _buffer = GC.AllocateArray<byte>(MediaLoop.MaxDatagramBytes + 1, pinned: true);

    /// <inheritdoc />
    public override bool TryReceive(out Memory<byte> datagram, out TransportTuple from)
    {
        datagram = default;
        from = default;
        if (!Socket.Poll(0, SelectMode.SelectRead))
        {
            return false;
        }

        try
        {
            _source.Size = SocketAddress.GetMaximumAddressSize(Socket.AddressFamily);
            int length = Socket.ReceiveFrom(_buffer, SocketFlags.None, _source);
            from = SocketAddressReader.Read(_source.Buffer.Span, _source.Family);
            datagram = _buffer.AsMemory(0, length);
            return true;
        }
        catch (SocketException)
        {
            // A datagram larger than the buffer, one whose checksum was wrong, or an ICMP error of an earlier send.
            return true;
        }
    }

    /// <inheritdoc />
    public override DatagramPath PathTo(in TransportTuple tuple) => new Path(this, ToSocketAddress(tuple));

    private sealed class Path(PortableUdpPort port, SocketAddress destination) : DatagramPath
    {
        private readonly PortableUdpPort _port = port;
        private readonly SocketAddress _destination = destination;

        /// <inheritdoc />
        public override void Send(ReadOnlySpan<byte> datagram)
        {
            try
            {
                _port.Socket.SendTo(datagram, SocketFlags.None, _destination);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                _port.CountSendFailure();
            }
        }
    }
}
