using RtcVoice.Load.Measures;
using RtcVoice.Load.Runs;
using RtcVoice.Reports;

namespace RtcVoice.Load.Reports;

/// <summary>The plots of a report.</summary>
internal static class Plots
{
    /// <summary>How many packets are later than so many microseconds, both by powers of ten.</summary>
    public static LinePlot Lateness(IReadOnlyList<ScenarioReport> reports)
    {
        var plot = new LinePlot("behind the call's earliest packet, us (log10)", "share of packets later than that (log10)");
        foreach (ScenarioReport report in reports)
        {
            AddCurve(plot, HtmlReport.NameOf(report), report.Runs[0].Punctuality.OwnLateness);
            if (report.Naive.Count > 0)
            {
                AddCurve(plot, $"{HtmlReport.NameOf(report)}, a Timer per call", report.Naive[0].Punctuality.OwnLateness);
            }
        }

        return plot;
    }

    /// <summary>The 99th percentile of the deviation in each second.</summary>
    public static LinePlot DeviationOverTime(IReadOnlyList<ScenarioReport> reports)
    {
        var plot = new LinePlot("second of the run", "deviation p99, us (log10)");
        foreach (ScenarioReport report in reports)
        {
            AddSeconds(plot, HtmlReport.NameOf(report), report.Runs[0]);
            if (report.Naive.Count > 0)
            {
                AddSeconds(plot, $"{HtmlReport.NameOf(report)}, a Timer per call", report.Naive[0]);
            }
        }

        return plot;
    }

    /// <summary>What a call costs, against how many there are: those scenarios that only pace; null when there is none.</summary>
    public static LinePlot? Cost(IReadOnlyList<ScenarioReport> reports)
    {
        ScenarioReport[] pacing = [.. reports.Where(r => r.Options.Scenario == "pacing" && r.Runs[0].Processor is not null).OrderBy(r => r.Options.Calls)];
        if (pacing.Length == 0)
        {
            return null;
        }

        var plot = new LinePlot("calls", "microseconds");
        double[] calls = [.. pacing.Select(r => (double)r.Runs[0].Calls)];
        Add("pacer, us a frame", r => r.Processor!.PacerPerFrame);
        Add("whole server, us a frame", r => r.Processor!.PerFrame);
        Add("lateness p99, 100 us", r => r.Punctuality.Lateness?.P99 / 100 ?? double.NaN);
        plot.LimitY(0, 30);
        return plot;

        void Add(string name, Func<RunResult, double> figure) => plot.Add(name, calls, [.. pacing.Select(r => figure(r.Runs[0]))], marked: true);
    }

    private static void AddCurve(LinePlot plot, string name, Distribution distribution)
    {
        List<double> x = [];
        List<double> y = [];
        for (int i = 0; i < distribution.Curve.Count; i++)
        {
            x.Add(Math.Log10(Math.Max(1, distribution.Curve[i])));
            y.Add(-i / 20.0);
        }

        plot.Add(name, x, y);
    }

    private static void AddSeconds(LinePlot plot, string name, RunResult run)
    {
        double[] x = [.. run.Punctuality.Seconds.Select(s => (double)s.At)];
        double[] y = [.. run.Punctuality.Seconds.Select(s => double.IsNaN(s.DeviationP99) ? 0 : Math.Log10(Math.Max(1, s.DeviationP99)))];
        plot.Add(name, x, y);
    }
}
