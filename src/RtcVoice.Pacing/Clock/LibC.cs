using System.Runtime.InteropServices;

namespace RtcVoice.Pacing.Clock;

/// <summary>What the pacer's thread asks of Linux. glibc and musl both have all of it.</summary>
internal static partial class LibC
{
    public const int ClockMonotonic = 1;
    public const int TimerAbsolute = 1;
    public const int SetTimerSlack = 29;
    public const int SchedFifo = 1;
    public const int PriorityOfProcess = 0;

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static unsafe partial int ClockNanosleep(int clock, int flags, TimeSpec* request, TimeSpec* remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint PthreadSelf();

    /// <summary>Returns the error number itself. (musl's sched_setscheduler always fails; this one works on both.)</summary>
    [LibraryImport("libc", EntryPoint = "pthread_setschedparam")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static unsafe partial int PthreadSetSchedParam(nint thread, int policy, int* priority);

    /// <summary>With <paramref name="who"/> 0 Linux sets the calling thread alone, against POSIX (setpriority(2), BUGS).</summary>
    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetPriority(int which, uint who, int priority);

    /// <summary>struct timespec of a 64-bit system.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
