using RtcVoice.Load.Measures;

namespace RtcVoice.Load.Runs;

/// <summary>What the server's process has cost in processor time.</summary>
internal sealed record ProcessorCost
{
    /// <summary>Cores that the whole process kept busy.</summary>
    public required double Cores { get; init; }

    /// <summary>Microseconds of the whole process per frame sent.</summary>
    public required double PerFrame { get; init; }

    /// <summary>Microseconds of the pacer's thread per frame sent: wait, protect and send.</summary>
    public required double PacerPerFrame { get; init; }

    /// <summary>Share of the time in which the pacer's thread was ready to run and had no processor.</summary>
    public required double PacerWaiting { get; init; }

    /// <summary>Cores that the hypervisor took from the machine.</summary>
    public required double StolenCores { get; init; }

    /// <summary>Share of a core that the pacer's thread took.</summary>
    public required double PacerCore { get; init; }

    /// <summary>Microseconds of the media loop per packet received: receive, route, unprotect, queue; null when nothing was sent to it.</summary>
    public required double? ReceivePerPacket { get; init; }

    /// <summary>Share of a core that the media loop took.</summary>
    public required double LoopCore { get; init; }

    /// <summary>Cores that the call workers took: decoding, voice activity, encoding.</summary>
    public required double WorkerCores { get; init; }

    /// <summary>Sums it up.</summary>
    public static ProcessorCost Of(ProcessUsage before, ProcessUsage after, double seconds, long sent, long received)
    {
        double pacer = after.ThreadsSince(before, "RtcVoice pacer");
        double loop = after.ThreadsSince(before, "rtcvoice-media");
        double all = after.Microseconds - before.Microseconds;
        return new ProcessorCost
        {
            Cores = all / 1e6 / seconds,
            PerFrame = all / Math.Max(1, sent),
            PacerPerFrame = pacer / Math.Max(1, sent),
            PacerWaiting = after.WaitSince(before, "RtcVoice pacer") / 1e6 / seconds,
            StolenCores = (after.StolenMicroseconds - before.StolenMicroseconds) / 1e6 / seconds,
            PacerCore = pacer / 1e6 / seconds,
            ReceivePerPacket = received == 0 ? null : loop / received,
            LoopCore = loop / 1e6 / seconds,
            WorkerCores = after.ThreadsSince(before, "rtcvoice-call") / 1e6 / seconds,
        };
    }
}
