namespace RtcVoice.TestKit;

/// <summary>Counts what a hot path allocates.</summary>
public static class Allocations
{
    private const int Attempts = 4;

    /// <summary>
    /// Managed bytes that <paramref name="run"/> allocates on this thread: the least of a few runs, since the runtime
    /// itself may allocate once while it compiles a method anew. What a path allocates per packet shows in every run.
    /// </summary>
    public static long Measure(Action run)
    {
        ArgumentNullException.ThrowIfNull(run);
        long least = long.MaxValue;
        for (int i = 0; i < Attempts && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
