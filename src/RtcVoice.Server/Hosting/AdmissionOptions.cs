namespace RtcVoice.Server.Hosting;

/// <summary>
/// The configuration under <c>RtcVoice:Admission:</c>: the load beyond which new calls are refused (503, Retry-After), so that
/// those in progress do not suffer; while there are no more than ten none is. Each limit holds when it is exceeded for two
/// seconds; calls are taken again when lateness has been below half of it, and work below 85 % of it, for five.
/// </summary>
public sealed class AdmissionOptions
{
    /// <summary>How late one frame in a hundred may leave the pacer.</summary>
    /// <value>0 to 1,000 ms; 0 for no limit. Default 15: at 20 slots are left out.</value>
    public int MaxPacerLatenessMs { get; set; } = 15;

    /// <summary>How late the ticks of the busiest call worker may be on average: decoding, turns, encoding.</summary>
    /// <value>0 to 1,000 ms; 0 for no limit. Default 10, a whole tick: such a worker no longer keeps up.</value>
    public int MaxTickLatenessMs { get; set; } = 10;

    /// <summary>Share of its time, in percent, that the busiest call worker may work.</summary>
    /// <value>
    /// 0 to 100; 0 for no limit. Default 75. Speech is coded with less effort from 65 on, so this is reached when that no
    /// longer helps.
    /// </value>
    public int MaxBusyPercent { get; set; } = 75;
}
