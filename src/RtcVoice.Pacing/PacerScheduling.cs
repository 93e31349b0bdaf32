namespace RtcVoice.Pacing;

/// <summary>What the system granted the pacer's thread. Lateness p99 with both cores full of encoders beside it.</summary>
public enum PacerScheduling
{
    /// <summary>No thread: the owner steps the engine.</summary>
    Stepped,

    /// <summary>An ordinary thread (6.3 ms).</summary>
    Normal,

    /// <summary>An ordinary thread of the highest priority, nice -20 on Linux (1.5 ms).</summary>
    HighPriority,

    /// <summary>SCHED_FIFO (0.3 ms).</summary>
    Realtime,
}
