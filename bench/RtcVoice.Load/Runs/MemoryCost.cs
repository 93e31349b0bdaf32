using RtcVoice.Load.Measures;
using RtcVoice.Load.Servers;

namespace RtcVoice.Load.Runs;

/// <summary>What a call costs the server's process in memory, in kB: the growth since it was idle, by the number of calls.</summary>
internal sealed record MemoryCost
{
    /// <summary>Resident memory, at the end of the measured time, as the machine has it.</summary>
    public required double Resident { get; init; }

    /// <summary>Live managed objects behind a full collection.</summary>
    public required double Managed { get; init; }

    /// <summary>Resident memory behind that collection that the collector does not hold: codecs, ciphers, threads.</summary>
    public required double Native { get; init; }

    /// <summary>Memory of the kernel's UDP sockets, of the whole machine.</summary>
    public required double Sockets { get; init; }

    /// <summary>Resident memory of the whole process, in MB.</summary>
    public required double ProcessMegabytes { get; init; }

    /// <summary>Sums it up.</summary>
    public static MemoryCost Of(ServerFigures idle, ProcessUsage idleUsage, ServerFigures collected, ProcessUsage end, ProcessUsage collectedUsage, int calls)
    {
        double each = 1_024.0 * calls;
        return new MemoryCost
        {
            Resident = (end.ResidentBytes - idleUsage.ResidentBytes) / each,
            Managed = (collected.ManagedBytes - idle.ManagedBytes) / each,
            Native = (collectedUsage.ResidentBytes - collected.CommittedBytes - (idleUsage.ResidentBytes - idle.CommittedBytes)) / each,
            Sockets = (end.SocketBytes - idleUsage.SocketBytes) / each,
            ProcessMegabytes = end.ResidentBytes / 1e6,
        };
    }
}
