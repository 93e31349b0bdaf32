using System.Net;
using System.Net.Sockets;
using RtcVoice.Rtc;

namespace RtcVoice.Transport.Udp;

/// <summary>
/// The one UDP socket of this process: dual-stack where the machine has IPv6. One thread receives; any thread sends.
/// Neither allocates: addresses travel as <see cref="TransportTuple"/> in and as a kept <see cref="DatagramPath"/> out.
/// </summary>
internal abstract class UdpPort : IDisposable
{
    /// <summary>Holds about a second of 1,000 calls while the loop is stalled by a garbage collection.</summary>
    private const int ReceiveBufferBytes = 8 << 20;

    private const int SendBufferBytes = 4 << 20;
    private long _sendFailures;

    /// <summary>Takes over a bound socket.</summary>
    protected UdpPort(Socket socket)
    {
        Socket = socket;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>The address and port that the socket is bound to.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Datagrams that the kernel refused to take: the send buffer was full or there was no route.</summary>
    public long SendFailures => Volatile.Read(ref _sendFailures);

    /// <summary>The socket.</summary>
    protected Socket Socket { get; }

    /// <summary>Binds the port.</summary>
    /// <param name="address">The address to listen on, or null for every address of the machine.</param>
    /// <param name="port">The port, or 0 for any free one.</param>
    /// <exception cref="SocketException">The port is taken or the address is not this machine's.</exception>
    public static UdpPort Bind(IPAddress? address, int port)
    {
        Socket socket = BindSocket(address, port);
        try
        {
            return OperatingSystem.IsLinux() && Environment.Is64BitProcess ? new LinuxUdpPort(socket) : new PortableUdpPort(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Binds the port by what every system has, as <see cref="Bind"/> does where there is nothing better.</summary>
    internal static UdpPort BindPortable(IPAddress? address, int port) => new PortableUdpPort(BindSocket(address, port));

    /// <summary>Waits until a datagram can be read, at most for <paramref name="timeout"/>.</summary>
    public virtual bool Wait(TimeSpan timeout) => Socket.Poll(timeout, SelectMode.SelectRead);

    /// <summary>Reads one datagram if there is one; called by the receiving thread alone.</summary>
    /// <param name="datagram">The datagram, to be used until the next call. Empty when what came could not be read.</param>
    /// <param name="from">Where it came from, and, where a tuple of several addresses of ours must be told apart, to which it came.</param>
    /// <returns>False when there is none.</returns>
    public abstract bool TryReceive(out Memory<byte> datagram, out TransportTuple from);

    /// <summary>Makes the way to a tuple; once per tuple, as it allocates.</summary>
    public abstract DatagramPath PathTo(in TransportTuple tuple);

    /// <summary>Closes the socket; what is sent from then on is counted as failed.</summary>
    public virtual void Dispose() => Socket.Dispose();

    /// <summary>Counts a datagram that the kernel did not take.</summary>
    internal void CountSendFailure() => Interlocked.Increment(ref _sendFailures);

    /// <summary>The remote address of a tuple as the socket's family has it.</summary>
    protected SocketAddress ToSocketAddress(in TransportTuple tuple)
    {
        IPEndPoint endPoint = tuple.ToEndPoint();
        if (Socket.AddressFamily == AddressFamily.InterNetworkV6 && endPoint.AddressFamily == AddressFamily.InterNetwork)
        {
            endPoint = new IPEndPoint(endPoint.Address.MapToIPv6(), endPoint.Port);
        }

        return endPoint.Serialize();
    }

    private static Socket BindSocket(IPAddress? address, int port)
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
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
