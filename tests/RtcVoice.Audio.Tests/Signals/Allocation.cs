using RtcVoice.TestKit;

namespace RtcVoice.Audio.Tests.Signals;

/// <summary>Counts managed bytes over many runs of a hot path.</summary>
internal static class Allocation
{
    /// <summary>Bytes that this thread allocated over <paramref name="runs"/> runs, after a warm-up.</summary>
    public static long Of(int runs, Action<int> run)
    {
        for (int i = 0; i < 200; i++)
        {
            run(i);
        }

        return Allocations.Measure(() =>
        {
            for (int i = 0; i < runs; i++)
            {
                run(i);
            }
        });
    }
}
