namespace RtcVoice.Pacing.Clock;

/// <summary>Asks the system for the best scheduling that it grants the calling thread.</summary>
/// <param name="Level">What was granted.</param>
/// <param name="RealtimeError">
/// Why SCHED_FIFO was not: the error number, or 0 when it was granted or not asked for. 1 (EPERM) is usual in a
/// container: without CAP_SYS_NICE, or in a control group whose cpu.rt_runtime_us is 0.
/// </param>
internal readonly record struct ThreadScheduling(PacerScheduling Level, int RealtimeError)
{
    /// <summary>The least that a thread can have; 0 would mean the default of 50 us, which every sleep is then late.</summary>
    private const nuint TimerSlackNanoseconds = 1;

    private const int HighestNice = -20;

    /// <summary>Raises the calling thread. ThreadPriority.Highest does nothing on Linux (read back: nice 0).</summary>
    public static ThreadScheduling Raise(PacingOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.CurrentThread.Priority = ThreadPriority.Highest;
            return new ThreadScheduling(PacerScheduling.HighPriority, 0);
        }

        _ = LibC.Prctl(LibC.SetTimerSlack, TimerSlackNanoseconds, 0, 0, 0);
        int error = options.UseRealtimeScheduling ? AskForRealtime(options.RealtimePriority) : 0;
        if (options.UseRealtimeScheduling && error == 0)
        {
            return new ThreadScheduling(PacerScheduling.Realtime, 0);
        }

        PacerScheduling level = LibC.SetPriority(LibC.PriorityOfProcess, 0, HighestNice) == 0
            ? PacerScheduling.HighPriority
            : PacerScheduling.Normal;
        return new ThreadScheduling(level, error);
    }

    private static unsafe int AskForRealtime(int priority) =>
        LibC.PthreadSetSchedParam(LibC.PthreadSelf(), LibC.SchedFifo, &priority);
}
