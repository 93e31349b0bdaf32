using RtcVoice.Conversation.Peer;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Playout;

/// <summary>
/// Knows how long after its departure a sample is heard, from the best source there is: the client's own reports while
/// they come, else RTCP and a model, else our clock. The worker's.
/// </summary>
internal sealed class PlayoutEstimator
{
    /// <summary>Reports that are looked at together: 0.5 s of them.</summary>
    private const int Window = 4;

    /// <summary>Without a report for so long, the client has stopped reporting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>No sample is heard later than this; a report that says so is wrong.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Chromium names a packet of 20 ms when either half of it leaves the jitter buffer: a report tells 10 ms too much
    /// half of the time.
    /// </summary>
    private static readonly TimeSpan Granularity = TimeSpan.FromMilliseconds(10);

    private readonly TimeSpan[] _reported = new TimeSpan[Window];
    private long _reports;
    private Instant _reportedAt = Instant.Never;
    private PlayoutEstimate _modelled = PlayoutModel.Unreported;
    private TimeSpan _oneWay;

    /// <summary>Takes RTCP's word.</summary>
    public void OnReception(in ReceptionReport report)
    {
        _modelled = PlayoutModel.By(report);
        _oneWay = (report.RoundTripTime ?? TimeSpan.Zero) / 2;
    }

    /// <summary>Takes a client's word.</summary>
    /// <param name="report">The report.</param>
    /// <param name="sinceDeparture">From the departure of the packet that it names to the arrival of the report.</param>
    /// <param name="now">The time.</param>
    public void OnReport(in PlayoutReport report, TimeSpan sinceDeparture, Instant now)
    {
        TimeSpan delay = sinceDeparture - _oneWay - report.Age + report.DeviceDelay;
        if (sinceDeparture < TimeSpan.Zero || delay > MaxDelay)
        {
            return;
        }

        if (_reportedAt.IsNever || now - _reportedAt > Patience)
        {
            _reports = 0;
        }

        _reported[_reports++ % Window] = delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
        _reportedAt = now;
    }

    /// <summary>What is known at a time.</summary>
    public PlayoutEstimate At(Instant now)
    {
        if (_reportedAt.IsNever || now - _reportedAt > Patience)
        {
            return _modelled;
        }

        ReadOnlySpan<TimeSpan> reported = _reported.AsSpan(0, (int)Math.Min(_reports, Window));
        TimeSpan least = reported[0];
        TimeSpan most = reported[0];
        foreach (TimeSpan delay in reported)
        {
            least = delay < least ? delay : least;
            most = delay > most ? delay : most;
        }

        TimeSpan spread = most - least;
        // The report's way back may be half as long again as the other.
        return new PlayoutEstimate(least, (spread > Granularity ? spread : Granularity) + (_oneWay / 2), PlayoutSource.Reported);
    }
}
