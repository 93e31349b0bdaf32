using RtcVoice.Load.Runs;
using RtcVoice.Reports;

namespace RtcVoice.Load.Reports;

/// <summary>What is demanded of a scenario.</summary>
internal static class Goals
{
    private const int ManyCalls = 1_000;

    /// <summary>The demands on these runs; the median of the runs is held to them.</summary>
    /// <param name="options">What was run.</param>
    /// <param name="runs">Runs of the product.</param>
    /// <param name="naive">Runs of the naive pacer beside them.</param>
    public static IReadOnlyList<Demand> Of(LoadOptions options, IReadOnlyList<RunResult> runs, IReadOnlyList<RunResult> naive)
    {
        List<Demand> demands = [];
        if (options.Pacer != Pacer.Product)
        {
            return demands;
        }

        (double p99, double p999) = LatenessLimits(options);
        if (!double.IsNaN(p99))
        {
            Add("lateness p99, us", r => r.Punctuality.Lateness?.P99, p99);
            Add("lateness p99.9, us", r => r.Punctuality.Lateness?.P999, p999);
            Add("lateness p99 where the machine did not stall, us", r => r.Punctuality.LatenessUndisturbed?.P99, p99);
            Add("lateness p99.9 where the machine did not stall, us", r => r.Punctuality.LatenessUndisturbed?.P999, p999);
            Add("deviation p99 where the machine did not stall, us", r => r.Punctuality.DeviationUndisturbed.P99, 150);
        }

        if (options is { Calls: >= ManyCalls, Encoders: false, GarbageMegabytes: 0 })
        {
            Add("pacer's processor time per call and frame, us", r => r.Processor?.PacerPerFrame, 6.5);
        }

        if (options.Uplink == Uplink.Silence)
        {
            Add("receive path per packet, us", r => r.Processor?.ReceivePerPacket, 4.5);
        }

        if (options is { Uplink: Uplink.None, Encoders: false, GarbageMegabytes: 0, MayRefuse: false })
        {
            Add("memory per call, kB resident", r => r.Memory?.Resident, options.Talkers > 0 ? 1_024 : 300);
            Add("longest pause once the calls were up, ms", r => r.LaterPauses is { } later ? later.Longest.Select(p => p.Milliseconds).FirstOrDefault() : null, 3);
            Add("call set-ups a second", r => r.SetUpsPerSecond, 100, atLeast: true);
        }

        if (naive.Count > 0)
        {
            demands.Add(new Demand("naive lateness p99 over ours", Median(naive, r => r.Punctuality.OwnLateness.P99) / Median(runs, r => r.Punctuality.OwnLateness.P99), 10, AtLeast: true));
            demands.Add(new Demand("naive deviation p99 over ours", Median(naive, r => r.Punctuality.Deviation.P99) / Median(runs, r => r.Punctuality.Deviation.P99), 10, AtLeast: true));
        }

        Add("packets lost", r => r.Lost - r.ClientOverflows, 0);
        return demands;

        void Add(string text, Func<RunResult, double?> figure, double limit, bool atLeast = false) =>
            demands.Add(new Demand(text, Median(runs, figure), limit, atLeast));
    }

    private static (double P99, double P999) LatenessLimits(LoadOptions options) => options switch
    {
        { Encoders: true } => (500, 1_000),
        { GarbageMegabytes: > 0 } => (1_500, 5_000),
        { Talkers: > 0 } or { Uplink: not Uplink.None } or { Calls: < ManyCalls } => (double.NaN, double.NaN),
        { Calls: <= ManyCalls } => (400, 1_000),
        _ => (700, 2_000),
    };

    private static double Median(IReadOnlyList<RunResult> runs, Func<RunResult, double?> figure)
    {
        double[] values = [.. runs.Select(r => figure(r) ?? double.NaN).Order()];
        return values[values.Length / 2];
    }
}
