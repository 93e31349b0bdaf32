using System.Net;
using System.Net.Sockets;
using RtcVoice.Rtc;

namespace RtcVoice.Transport.Client;

/// <summary>A client's UDP socket.</summary>
internal sealed class UdpLink : IDatagramLink
{
    private readonly Socket _socket = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
    private readonly IPEndPoint _any = new(IPAddress.IPv6Any, 0);

    public UdpLink() => _socket.Bind(_any);

    public void Send(ReadOnlySpan<byte> datagram, in TransportTuple destination)
    {
        try
        {
            IPEndPoint to = destination.ToEndPoint();
            _socket.SendTo(datagram, SocketFlags.None, new IPEndPoint(to.Address.MapToIPv6(), to.Port));
        }
        catch (SocketException)
        {
            // No route to that candidate: another will do.
        }
    }

    public async ValueTask<(int Length, TransportTuple From)> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        SocketReceiveFromResult result = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, _any, cancellation).ConfigureAwait(false);
        return (result.ReceivedBytes, TransportTuple.From(TransportProtocol.Udp, (IPEndPoint)result.RemoteEndPoint));
    }

    public void Dispose() => _socket.Dispose();
}
