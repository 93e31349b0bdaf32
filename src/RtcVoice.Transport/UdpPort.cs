using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using RtcVoice.Rtc;

namespace RtcVoice.Transport;

/// <summary>
/// The one UDP socket of this process: dual-stack where the machine has IPv6. One thread receives; any thread sends.
/// Neither allocates: addresses travel as <see cref="TransportTuple"/> in and as a kept <see cref="SocketAddress"/> out.
/// </summary>
internal sealed class UdpPort : IDisposable
{
    /// <summary>Holds about a second of 1,000 calls while the loop is stalled by a garbage collection.</summary>
    private const int ReceiveBufferBytes = 8 << 20;

    private const int SendBufferBytes = 4 << 20;
    private readonly Socket _socket;
    private readonly SocketAddress _source;
    private long _sendFailures;

    private UdpPort(Socket socket)
    {
        _socket = socket;
        _source = new SocketAddress(socket.AddressFamily);
    }

    /// <summary>The address and port that the socket is bound to.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Datagrams that the kernel refused to take: the send buffer was full or there was no route.</summary>
    public long SendFailures => Volatile.Read(ref _sendFailures);

    /// <summary>Binds the port.</summary>
    /// <param name="address">The address to listen on, or null for every address of the machine.</param>
    /// <param name="port">The port, or 0 for any free one.</param>
    /// <exception cref="SocketException">The port is taken or the address is not this machine's.</exception>
    public static UdpPort Bind(IPAddress? address, int port)
    {
        AddressFamily family = address?.AddressFamily
            ?? (Socket.OSSupportsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
        var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            IPAddress any = family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
            if (address is null && family == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = true;
            }

            socket.Bind(new IPEndPoint(address ?? any, port));
            socket.ReceiveBufferSize = ReceiveBufferBytes;
            socket.SendBufferSize = SendBufferBytes;
            socket.Blocking = false;
            return new UdpPort(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Waits until a datagram can be read, at most for <paramref name="timeout"/>.</summary>
    public bool Wait(TimeSpan timeout) => _socket.Poll(timeout, SelectMode.SelectRead);

    /// <summary>Reads one datagram if there is one; called by the receiving thread alone.</summary>
    /// <returns>True when <paramref name="datagram"/> and <paramref name="length"/> are set.</returns>
    public bool TryReceive(Span<byte> datagram, out int length, out TransportTuple from)
    {
        length = 0;
        from = default;
        if (!_socket.Poll(0, SelectMode.SelectRead))
        {
            return false;
        }

        try
        {
            _source.Size = SocketAddress.GetMaximumAddressSize(_socket.AddressFamily);
            length = _socket.ReceiveFrom(datagram, SocketFlags.None, _source);
            from = ReadTuple(_source);
            return true;
        }
        catch (SocketException)
        {
            // A datagram larger than the buffer, one whose checksum was wrong, or an ICMP error of an earlier send.
            return true;
        }
    }

    /// <summary>Sends one datagram; a full send buffer or a missing route drops it, as the network may at any time.</summary>
    public void Send(ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        try
        {
            _socket.SendTo(datagram, SocketFlags.None, to);
        }
        catch (SocketException)
        {
            Interlocked.Increment(ref _sendFailures);
        }
        catch (ObjectDisposedException)
        {
            Interlocked.Increment(ref _sendFailures);
        }
    }

    /// <summary>The form in which <see cref="Send"/> takes a destination; made once per tuple, as it allocates.</summary>
    public SocketAddress ToSocketAddress(in TransportTuple tuple)
    {
        IPEndPoint endPoint = tuple.ToEndPoint();
        if (_socket.AddressFamily == AddressFamily.InterNetworkV6 && endPoint.AddressFamily == AddressFamily.InterNetwork)
        {
            endPoint = new IPEndPoint(endPoint.Address.MapToIPv6(), endPoint.Port);
        }

        return endPoint.Serialize();
    }

    /// <inheritdoc />
    public void Dispose() => _socket.Dispose();

    /// <summary>Reads sockaddr_in or sockaddr_in6: family (2), port (2, network order), then the address.</summary>
    private static TransportTuple ReadTuple(SocketAddress source)
    {
        ReadOnlySpan<byte> bytes = source.Buffer.Span;
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        UInt128 address = source.Family == AddressFamily.InterNetworkV6
            ? BinaryPrimitives.ReadUInt128BigEndian(bytes[8..])
            : new UInt128(0, 0x0000_FFFF_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
        return new TransportTuple(TransportProtocol.Udp, address, port);
    }
}
