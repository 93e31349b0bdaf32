using System.Runtime.InteropServices;

namespace RtcVoice.Transport.Udp;

/// <summary>What the UDP port asks of 64-bit Linux. glibc and musl lay these structures out alike on little-endian machines.</summary>
internal static unsafe partial class LibC
{
    /// <summary>MSG_DONTWAIT.</summary>
    public const int DoNotWait = 0x40;

    /// <summary>MSG_NOSIGNAL.</summary>
    public const int NoSignal = 0x4000;

    /// <summary>IPPROTO_IP.</summary>
    public const int LevelIP = 0;

    /// <summary>IPPROTO_IPV6.</summary>
    public const int LevelIPv6 = 41;

    /// <summary>IP_PKTINFO (ip(7)): both the option that asks for it and the message that bears it.</summary>
    public const int PacketInfo = 8;

    /// <summary>IPV6_RECVPKTINFO (RFC 3542, section 6.1).</summary>
    public const int ReceivePacketInfo6 = 49;

    /// <summary>IPV6_PKTINFO.</summary>
    public const int PacketInfo6 = 50;

    /// <summary>Reads up to <paramref name="count"/> datagrams at once; -1 where there is none.</summary>
    [LibraryImport("libc", EntryPoint = "recvmmsg")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ReceiveMessages(SafeHandle socket, CountedMessage* messages, uint count, int flags, void* timeout);

    /// <summary>Sends one datagram; -1 where the kernel does not take it.</summary>
    [LibraryImport("libc", EntryPoint = "sendmsg")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint SendMessage(SafeHandle socket, MessageHeader* message, int flags);

    /// <summary>Sends up to <paramref name="count"/> datagrams at once; how many the kernel has taken, or -1 where it takes not even the first.</summary>
    [LibraryImport("libc", EntryPoint = "sendmmsg")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SendMessages(SafeHandle socket, CountedMessage* messages, uint count, int flags);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Buffer
    {
        public void* Start;
        public nuint Length;
    }

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public nuint NameLength;
        public Buffer* Buffers;
        public nuint BufferCount;
        public void* Control;
        public nuint ControlLength;
        public nint Flags;
    }

    /// <summary>struct mmsghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CountedMessage
    {
        public MessageHeader Header;
        public nuint Length;
    }

    /// <summary>struct cmsghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }
}
