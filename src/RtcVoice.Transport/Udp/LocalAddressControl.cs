using System.Buffers.Binary;
using System.Net.Sockets;

namespace RtcVoice.Transport.Udp;

/// <summary>
/// The control message that says to which of this machine's addresses a datagram came, or from which one is to leave
/// (ip(7), IP_PKTINFO; RFC 3542, section 6). The same bytes serve both ways but for their order.
/// <code>
/// IPv6:  cmsghdr (16) | address (16) | interface (4) | padding (4)
/// IPv4:  cmsghdr (16) | interface (4) | source of an answer (4) | destination (4) | padding (4)
/// </code>
/// </summary>
internal static unsafe class LocalAddressControl
{
    /// <summary>Room for either.</summary>
    public const int MaxBytes = HeaderBytes + 24;

    private const int HeaderBytes = 16;
    private const int Info6Bytes = 20;
    private const int InfoBytes = 12;

    /// <summary>The address in what came with a datagram, IPv4 as IPv4-mapped; 0 when there is none.</summary>
    public static UInt128 Read(ReadOnlySpan<byte> control)
    {
        if (control.Length < HeaderBytes + InfoBytes)
        {
            return 0;
        }

        fixed (byte* start = control)
        {
            var header = (LibC.ControlHeader*)start;
            ReadOnlySpan<byte> info = control[HeaderBytes..];
            return (header->Level, header->Type) switch
            {
                (LibC.LevelIPv6, LibC.PacketInfo6) when info.Length >= Info6Bytes => BinaryPrimitives.ReadUInt128BigEndian(info),
                (LibC.LevelIP, LibC.PacketInfo) => SocketAddressReader.MapToIPv6(BinaryPrimitives.ReadUInt32BigEndian(info[4..])),
                _ => 0,
            };
        }
    }

    /// <summary>Makes the control message of an answer that is to leave from an address; any interface.</summary>
    /// <param name="local">The address, IPv4 as IPv4-mapped.</param>
    /// <param name="family">The socket's.</param>
    public static byte[] Make(UInt128 local, AddressFamily family)
    {
        bool isIPv6 = family == AddressFamily.InterNetworkV6;
        byte[] control = new byte[MaxBytes];
        fixed (byte* start = control)
        {
            *(LibC.ControlHeader*)start = new LibC.ControlHeader
            {
                Length = (nuint)(HeaderBytes + (isIPv6 ? Info6Bytes : InfoBytes)),
                Level = isIPv6 ? LibC.LevelIPv6 : LibC.LevelIP,
                Type = isIPv6 ? LibC.PacketInfo6 : LibC.PacketInfo,
            };
        }

        if (isIPv6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(control.AsSpan(HeaderBytes), local);
            return control;
        }

        BinaryPrimitives.WriteUInt32BigEndian(control.AsSpan(HeaderBytes + 4), (uint)local);
        return control[..(HeaderBytes + 16)];
    }
}
