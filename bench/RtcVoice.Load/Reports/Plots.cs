using RtcVoice.Load.Measures;
using RtcVoice.Load.Runs;
using ScottPlot;

namespace RtcVoice.Load.Reports;

/// <summary>The plots of a report, as SVG.</summary>
internal static class Plots
{
    private const int Width = 960;
    private const int Height = 480;

    /// <summary>How many packets are later than so many microseconds, both by powers of ten.</summary>
    public static string Lateness(IReadOnlyList<ScenarioReport> reports)
    {
        using var plot = new Plot();
        foreach (ScenarioReport report in reports)
        {
            AddCurve(plot, HtmlReport.NameOf(report), report.Runs[0].Punctuality.OwnLateness);
            if (report.Naive.Count > 0)
            {
                AddCurve(plot, $"{HtmlReport.NameOf(report)}, a Timer per call", report.Naive[0].Punctuality.OwnLateness);
            }
        }

        return Finish(plot, "behind the call's earliest packet, us (log10)", "share of packets later than that (log10)");
    }

    /// <summary>The 99th percentile of the deviation in each second.</summary>
    public static string DeviationOverTime(IReadOnlyList<ScenarioReport> reports)
    {
        using var plot = new Plot();
        foreach (ScenarioReport report in reports)
        {
            AddSeconds(plot, HtmlReport.NameOf(report), report.Runs[0]);
            if (report.Naive.Count > 0)
            {
                AddSeconds(plot, $"{HtmlReport.NameOf(report)}, a Timer per call", report.Naive[0]);
            }
        }

        return Finish(plot, "second of the run", "deviation p99, us (log10)");
    }

    /// <summary>What a call costs, against how many there are: those scenarios that only pace.</summary>
    public static string Cost(IReadOnlyList<ScenarioReport> reports)
    {
        ScenarioReport[] pacing = [.. reports.Where(r => r.Options.Scenario == "pacing" && r.Runs[0].Processor is not null).OrderBy(r => r.Options.Calls)];
        if (pacing.Length == 0)
        {
            return "<p>No scenario <code>pacing</code> is in the report.";
        }

        using var plot = new Plot();
        double[] calls = [.. pacing.Select(r => (double)r.Runs[0].Calls)];
        Add("pacer, us a frame", r => r.Processor!.PacerPerFrame);
        Add("whole server, us a frame", r => r.Processor!.PerFrame);
        Add("lateness p99, 100 us", r => r.Punctuality.Lateness?.P99 / 100 ?? double.NaN);
        plot.Axes.SetLimitsY(0, 30);
        return Finish(plot, "calls", "microseconds", fitY: false);

        void Add(string name, Func<RunResult, double> figure)
        {
            var line = plot.Add.Scatter(calls, pacing.Select(r => figure(r.Runs[0])).ToArray());
            line.LegendText = name;
        }
    }

    private static void AddCurve(Plot plot, string name, Distribution distribution)
    {
        List<double> x = [];
        List<double> y = [];
        for (int i = 0; i < distribution.Curve.Count; i++)
        {
            x.Add(Math.Log10(Math.Max(1, distribution.Curve[i])));
            y.Add(-i / 20.0);
        }

        var line = plot.Add.Scatter(x.ToArray(), y.ToArray());
        line.LegendText = name;
        line.MarkerSize = 0;
    }

    private static void AddSeconds(Plot plot, string name, RunResult run)
    {
        double[] x = [.. run.Punctuality.Seconds.Select(s => (double)s.At)];
        double[] y = [.. run.Punctuality.Seconds.Select(s => double.IsNaN(s.DeviationP99) ? 0 : Math.Log10(Math.Max(1, s.DeviationP99)))];
        var line = plot.Add.Scatter(x, y);
        line.LegendText = name;
        line.MarkerSize = 0;
    }

    private static string Finish(Plot plot, string x, string y, bool fitY = true)
    {
        plot.XLabel(x);
        plot.YLabel(y);
        plot.ShowLegend(Alignment.UpperRight);
        if (!fitY)
        {
            plot.Axes.AutoScaleX();
        }

        return plot.GetSvgXml(Width, Height);
    }
}
