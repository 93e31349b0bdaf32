using Microsoft.Extensions.Logging;

namespace RtcVoice.Pacing;

public sealed partial class PacingEngine
{
    [LoggerMessage(2001, LogLevel.Information, "The pacer runs with {Level} scheduling.")]
    private static partial void LogStarted(ILogger logger, PacerScheduling level);

    [LoggerMessage(
        2002,
        LogLevel.Warning,
        "The pacer runs with {Level} scheduling: SCHED_FIFO was refused (error {Error}). Under load its frames will be late; "
        + "grant CAP_SYS_NICE, and in a container an ulimit of rtprio 10 or more and a control group with a real-time budget.")]
    private static partial void LogRealtimeRefused(ILogger logger, PacerScheduling level, int error);
}
