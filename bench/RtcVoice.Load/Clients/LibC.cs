using System.Runtime.InteropServices;

#pragma warning disable CS0649 // The kernel writes these fields.

namespace RtcVoice.Load.Clients;

/// <summary>What the clients' socket asks of Linux, with the structures of a 64-bit system.</summary>
internal static unsafe partial class LibC
{
    public const int SolSocket = 1;
    public const int SoTimestampNs = 35;
    public const int SoReceiveQueueOverflow = 40;
    public const int SoReceiveBufferForce = 33;
    public const int IpProtocol = 0;
    public const int IpPacketInfo = 8;
    public const int DoNotWait = 0x40;
    public const int ClockRealtime = 0;
    public const int ClockMonotonic = 1;

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetSocketOption(int socket, int level, int name, int* value, int length);

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ReceiveMany(int socket, MessageHeader* messages, uint count, int flags, TimeSpec* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SendMany(int socket, MessageHeader* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ClockGetTime(int clock, TimeSpec* time);

    /// <summary>A clock's time in nanoseconds.</summary>
    public static long Now(int clock)
    {
        TimeSpec time;
        _ = ClockGetTime(clock, &time);
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Vector
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>struct mmsghdr: a msghdr and how many bytes were moved.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public byte* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;

        /// <summary>An int and four bytes behind it.</summary>
        public nuint Flags;

        /// <summary>Bytes that were moved.</summary>
        public uint Length;
    }

    /// <summary>struct cmsghdr; its data follow.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }

    /// <summary>struct in_pktinfo; the addresses in network order.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PacketInfo
    {
        public int Interface;
        public uint SendFrom;
        public uint SentTo;
    }
}
