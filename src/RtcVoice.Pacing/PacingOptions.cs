namespace RtcVoice.Pacing;

/// <summary>How a <see cref="PacingEngine"/> runs.</summary>
public sealed record PacingOptions
{
    /// <summary>The most that <see cref="MaxCalls"/> may be.</summary>
    public const int MostCalls = 100_000;

    /// <summary>The options of a server with a machine to itself.</summary>
    public static readonly PacingOptions Default = new();

    /// <summary>
    /// Calls that may be on the wheel at once, 1 to 100,000. Default 2,500: one core paces 2,000 calls at 53 % and
    /// saturates near 4,000, where a real-time thread is throttled for 50 ms in every second.
    /// </summary>
    public int MaxCalls { get; init; } = 2_500;

    /// <summary>Whether to ask for SCHED_FIFO where the system has it. Default true.</summary>
    public bool UseRealtimeScheduling { get; init; } = true;

    /// <summary>The SCHED_FIFO priority, 1 to 99. Default 10: above all ordinary threads, below the kernel's own.</summary>
    public int RealtimePriority { get; init; } = 10;
}
