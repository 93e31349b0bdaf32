using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace RtcVoice.Rtc;

/// <summary>How datagrams travel between us and a remote address.</summary>
public enum TransportProtocol : byte
{
    /// <summary>One datagram is one UDP packet.</summary>
    Udp,

    /// <summary>One datagram is one RFC 4571 frame of a TCP connection that the peer opened (RFC 6544).</summary>
    Tcp,
}

/// <summary>
/// Where a datagram came from or goes to: the protocol and the remote address and port. IPv4 is held as
/// IPv4-mapped IPv6, so that equal endpoints are equal tuples; a value type, so that a look-up allocates nothing.
/// A TCP connection is one tuple.
/// </summary>
/// <param name="Protocol">UDP, or one TCP connection.</param>
/// <param name="Address">The remote IPv6 or IPv4-mapped address, in network order.</param>
/// <param name="Port">The remote port.</param>
public readonly record struct TransportTuple(TransportProtocol Protocol, UInt128 Address, ushort Port)
{
    private static readonly UInt128 MappedPrefix = new(0, 0x0000_FFFF_0000_0000);

    /// <summary>
    /// Our own address, in the same form, where it tells two ways between the same ends apart: a datagram that came to it is
    /// answered from it. 0 where it does not matter: there is one address, or a connection.
    /// </summary>
    public UInt128 Local { get; init; }

    /// <summary>True when the remote address is an IPv4 one.</summary>
    public bool IsIPv4 => (Address & ~(UInt128)uint.MaxValue) == MappedPrefix;

    /// <summary>The tuple of a remote endpoint.</summary>
    /// <exception cref="ArgumentException">The endpoint is neither IPv4 nor IPv6.</exception>
    public static TransportTuple From(TransportProtocol protocol, IPEndPoint remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        if (remote.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
        {
            throw new ArgumentException("The endpoint must be IPv4 or IPv6.", nameof(remote));
        }

        Span<byte> bytes = stackalloc byte[16];
        IPAddress address = remote.AddressFamily == AddressFamily.InterNetwork ? remote.Address.MapToIPv6() : remote.Address;
        address.TryWriteBytes(bytes, out _);
        return new TransportTuple(protocol, BinaryPrimitives.ReadUInt128BigEndian(bytes), (ushort)remote.Port);
    }

    /// <summary>The remote endpoint; IPv4-mapped addresses come back as IPv4.</summary>
    public IPEndPoint ToEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Address);
        return IsIPv4 ? new IPEndPoint(new IPAddress(bytes[12..]), Port) : new IPEndPoint(new IPAddress(bytes), Port);
    }

    /// <inheritdoc />
    public override string ToString() => $"{(Protocol == TransportProtocol.Udp ? "udp" : "tcp")} {ToEndPoint()}";
}
