namespace RtcVoice.Server.Hosting;

/// <summary>
/// The configuration under <c>RtcVoice:Admission:</c>: the load beyond which new calls are refused (503, Retry-After), so that
/// those in progress do not suffer; while there are no more than ten none is. Each limit holds when it is exceeded for a second; calls are taken again when all has
/// been below half of it for five.
/// </summary>
public sealed class AdmissionOptions
{
    /// <summary>How late one frame in a hundred may leave the pacer.</summary>
    /// <value>0 to 1,000 ms; 0 for no limit. Default 10: what a jitter buffer takes without a stretch.</value>
    public int MaxPacerLatenessMs { get; set; } = 10;

    /// <summary>How late the ticks of the busiest call worker may be on average: decoding, turns, encoding.</summary>
    /// <value>0 to 1,000 ms; 0 for no limit. Default 10, a whole tick: such a worker no longer keeps up.</value>
    public int MaxTickLatenessMs { get; set; } = 10;
}
