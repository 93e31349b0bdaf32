using System.Diagnostics.Metrics;

namespace RtcVoice.Pacing.Measures;

/// <summary>Shows an engine's statistics to System.Diagnostics.Metrics. Reading them costs the pacer nothing.</summary>
internal sealed class PacingMeter : IDisposable
{
    public const string Name = "RtcVoice.Pacing";

    private static readonly KeyValuePair<string, object?> Median = new("quantile", "0.5");
    private static readonly KeyValuePair<string, object?> P99 = new("quantile", "0.99");
    private static readonly KeyValuePair<string, object?> P999 = new("quantile", "0.999");
    private static readonly KeyValuePair<string, object?> Max = new("quantile", "1");

    private readonly Meter _meter = new(Name);

    public PacingMeter(PacingEngine engine)
    {
        PacingStatistics statistics = engine.Statistics;
        _meter.CreateObservableUpDownCounter(
            "rtcvoice.pacing.calls", () => engine.CallCount, "{call}", "Calls on the pacer's wheel.");
        _meter.CreateObservableCounter(
            "rtcvoice.pacing.frames", () => statistics.FramesSent, "{frame}", "Frames sent, silence included.");
        _meter.CreateObservableCounter(
            "rtcvoice.pacing.silence_frames", () => statistics.SilenceFramesSent, "{frame}", "Frames of shared silence sent.");
        _meter.CreateObservableCounter(
            "rtcvoice.pacing.skipped_slots", () => statistics.SkippedSlots, "{slot}", "Slots that were over before the pacer came to them.");
        _meter.CreateObservableCounter(
            "rtcvoice.pacing.underruns", () => statistics.Underruns, "{underrun}", "Talkspurts held because their source ran dry.");
        _meter.CreateObservableCounter(
            "rtcvoice.pacing.starvations", () => statistics.Starvations, "{starvation}", "Rings found empty in mid-speech: a worker was late.");
        _meter.CreateObservableCounter(
            "rtcvoice.pacing.sink_faults", () => statistics.SinkFaults, "{fault}", "Calls taken off the wheel because their sink threw.");
        _meter.CreateObservableGauge(
            "rtcvoice.pacing.lateness", () => Quantiles(statistics.Lateness), "s", "How long after its deadline a frame had been sent.");
        _meter.CreateObservableGauge(
            "rtcvoice.pacing.interval_deviation",
            () => Quantiles(statistics.IntervalDeviation),
            "s",
            "Departure intervals against timestamp intervals.");
        _meter.CreateObservableGauge(
            "rtcvoice.pacing.realtime", () => engine.Level == PacerScheduling.Realtime ? 1 : 0, null, "1 when the thread has SCHED_FIFO.");
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<double>[] Quantiles(DurationSummary summary) =>
    [
        new(summary.P50.TotalSeconds, Median),
        new(summary.P99.TotalSeconds, P99),
        new(summary.P999.TotalSeconds, P999),
        new(summary.Max.TotalSeconds, Max),
    ];
}
