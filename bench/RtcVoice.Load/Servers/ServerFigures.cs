using System.Runtime;
using RtcVoice.Pacing;
using RtcVoice.Server.Hosting;

namespace RtcVoice.Load.Servers;

/// <summary>What only the server's own process knows of itself.</summary>
/// <param name="ManagedBytes">Bytes of live objects, with <c>collect</c> behind a full collection.</param>
/// <param name="CommittedBytes">Bytes that the collector holds.</param>
/// <param name="AllocatedBytes">Bytes allocated since the start.</param>
/// <param name="Collections">Collections since the start.</param>
/// <param name="PauseMilliseconds">How long they have stopped the process.</param>
/// <param name="Pauses">Each time that they did, the first first.</param>
/// <param name="Scheduling">What the pacer's thread was granted; null where there is none.</param>
/// <param name="FramesSent">Frames that the pacer has sent.</param>
/// <param name="Starvations">Times that a worker was too late to fill a ring.</param>
/// <param name="SkippedSlots">Slots in which nothing was sent.</param>
/// <param name="WorkerBusy">Share of its time that the busiest call worker works.</param>
/// <param name="Complexity">The effort that speech is coded with at the moment.</param>
internal sealed record ServerFigures(
    long ManagedBytes,
    long CommittedBytes,
    long AllocatedBytes,
    int Collections,
    double PauseMilliseconds,
    IReadOnlyList<CollectionPause> Pauses,
    string? Scheduling,
    long FramesSent,
    long Starvations,
    long SkippedSlots,
    double WorkerBusy,
    int Complexity)
{
    /// <summary>Takes them.</summary>
    public static ServerFigures Take(VoiceRuntime? runtime, CollectionPauses pauses, bool collect)
    {
        PacingEngine? pacing = runtime?.Pacing;
        if (collect)
        {
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        return new ServerFigures(
            GC.GetTotalMemory(forceFullCollection: false),
            GC.GetGCMemoryInfo().TotalCommittedBytes,
            GC.GetTotalAllocatedBytes(),
            GC.CollectionCount(0),
            GC.GetTotalPauseDuration().TotalMilliseconds,
            pauses.Take(),
            pacing?.Level.ToString(),
            pacing?.Statistics.FramesSent ?? 0,
            pacing?.Statistics.Starvations ?? 0,
            pacing?.Statistics.SkippedSlots ?? 0,
            runtime?.CallServices.Workers.Busy ?? 0,
            runtime?.CallServices.Encoders.Complexity ?? 0);
    }
}
