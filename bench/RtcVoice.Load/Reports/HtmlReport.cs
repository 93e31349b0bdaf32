using System.Globalization;
using RtcVoice.Load.Runs;
using RtcVoice.Reports;
using RtcVoice.TestKit;

namespace RtcVoice.Load.Reports;

/// <summary>Reports of scenarios as one HTML file, with its plots in it.</summary>
internal static class HtmlReport
{
    /// <summary>Writes the report of these JSON files, and to <c>--out</c> where it is named.</summary>
    /// <exception cref="ArgumentException">There is no file.</exception>
    public static void Write(IReadOnlyList<string> arguments)
    {
        string path = Repository.At("artifacts", "load", "report.html");
        List<ScenarioReport> reports = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--out" && i + 1 < arguments.Count)
            {
                path = Path.GetFullPath(arguments[++i]);
            }
            else
            {
                reports.Add(ScenarioReport.Read(arguments[i]));
            }
        }

        if (reports.Count == 0)
        {
            throw new ArgumentException("Name the JSON files of the scenarios that are to be reported.");
        }

        var page = new HtmlPage("RtcVoice under load", string.Create(CultureInfo.InvariantCulture, $"{reports[0].Machine}, {reports[0].Taken:yyyy-MM-dd}"));
        page.AddDemands(reports.SelectMany(r => r.Demands.Select(d => (NameOf(r), d))));
        page.AddHeading("Lateness");
        using LinePlot lateness = Plots.Lateness(reports);
        page.Add(lateness);
        page.AddHeading("Deviation over time");
        using LinePlot deviation = Plots.DeviationOverTime(reports);
        page.Add(deviation);
        page.AddHeading("Cost of a call");
        AddCost(page, reports);
        page.AddHeading("Runs");
        page.AddLines(PrintRuns(reports));
        page.Save(path);
        Console.WriteLine(path);
    }

    /// <summary>A name for a scenario in a plot.</summary>
    public static string NameOf(ScenarioReport report) => string.Create(CultureInfo.InvariantCulture, $"{report.Options.Scenario} {report.Options.Calls}");

    private static void AddCost(HtmlPage page, List<ScenarioReport> reports)
    {
        using LinePlot? cost = Plots.Cost(reports);
        if (cost is null)
        {
            page.AddText("No scenario pacing is in the report.");
            return;
        }

        page.Add(cost);
    }

    private static string PrintRuns(List<ScenarioReport> reports)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        foreach (ScenarioReport report in reports)
        {
            foreach (RunResult run in report.Runs)
            {
                ScenarioReport.Print(NameOf(report), run, text);
            }

            foreach (RunResult run in report.Naive)
            {
                ScenarioReport.Print($"{NameOf(report)}, a Timer per call", run, text);
            }
        }

        return text.ToString();
    }
}
