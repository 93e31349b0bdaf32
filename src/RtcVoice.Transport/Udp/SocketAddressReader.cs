using System.Buffers.Binary;
using System.Net.Sockets;
using RtcVoice.Rtc;

namespace RtcVoice.Transport.Udp;

/// <summary>Reads sockaddr_in and sockaddr_in6: family (2), port (2, network order), then the address.</summary>
internal static class SocketAddressReader
{
    /// <summary>IPv4 as IPv4-mapped IPv6.</summary>
    public static UInt128 MapToIPv6(uint address) => new(0, 0x0000_FFFF_0000_0000UL | address);

    /// <summary>The tuple of a datagram's source.</summary>
    /// <param name="address">At least 16 bytes for IPv4, 28 for IPv6.</param>
    /// <param name="family">Which of the two it is.</param>
    public static TransportTuple Read(ReadOnlySpan<byte> address, AddressFamily family)
    {
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        UInt128 remote = family == AddressFamily.InterNetworkV6
            ? BinaryPrimitives.ReadUInt128BigEndian(address[8..])
            : MapToIPv6(BinaryPrimitives.ReadUInt32BigEndian(address[4..]));
        return new TransportTuple(TransportProtocol.Udp, remote, port);
    }
}
