using System.Net;

namespace RtcVoice.Transport;

/// <summary>The way to one UDP tuple through the shared port.</summary>
internal sealed class UdpPath(UdpPort port, SocketAddress destination) : DatagramPath
{
    private readonly UdpPort _port = port;
    private readonly SocketAddress _destination = destination;

    /// <inheritdoc />
    public override void Send(ReadOnlySpan<byte> datagram) => _port.Send(datagram, _destination);
}
