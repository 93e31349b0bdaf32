using System.Globalization;
using System.Net;
using System.Text;
using RtcVoice.Load.Runs;

namespace RtcVoice.Load.Reports;

/// <summary>Reports of scenarios as one HTML file, with its plots in it.</summary>
internal static class HtmlReport
{
    private const string Style =
        "body{font:15px system-ui;max-width:1000px;margin:2em auto;padding:0 1em}table{border-collapse:collapse}td,th{padding:.2em .8em;border-bottom:1px solid #ddd;text-align:right}td:first-child,th:first-child{text-align:left}.FAIL{color:#b00}.pass{color:#070}svg{max-width:100%;height:auto}";

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

        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<!doctype html><meta charset=utf-8><title>RtcVoice under load</title><style>{Style}</style><h1>RtcVoice under load</h1><p>{WebUtility.HtmlEncode(reports[0].Machine)}, {reports[0].Taken:yyyy-MM-dd}");
        AppendDemands(html, reports);
        html.Append("<h2>Lateness</h2>").Append(Plots.Lateness(reports));
        html.Append("<h2>Deviation over time</h2>").Append(Plots.DeviationOverTime(reports));
        html.Append("<h2>Cost of a call</h2>").Append(Plots.Cost(reports));
        AppendRuns(html, reports);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, html.ToString());
        Console.WriteLine(path);
    }

    /// <summary>A name for a scenario in a plot.</summary>
    public static string NameOf(ScenarioReport report) => string.Create(CultureInfo.InvariantCulture, $"{report.Options.Scenario} {report.Options.Calls}");

    private static void AppendDemands(StringBuilder html, List<ScenarioReport> reports)
    {
        html.Append("<h2>Demands</h2><table><tr><th>scenario<th>demand<th>measured<th>limit<th>");
        foreach (ScenarioReport report in reports)
        {
            foreach (Demand demand in report.Demands)
            {
                string verdict = demand.IsMet ? "pass" : "FAIL";
                html.Append(CultureInfo.InvariantCulture, $"<tr><td>{NameOf(report)}<td>{demand.Text}<td>{demand.Value:F1}<td>{(demand.AtLeast ? "&ge;" : "&le;")} {demand.Limit:G}<td class={verdict}>{verdict}");
            }
        }

        html.Append("</table>");
    }

    private static void AppendRuns(StringBuilder html, List<ScenarioReport> reports)
    {
        html.Append("<h2>Runs</h2><pre>");
        foreach (ScenarioReport report in reports)
        {
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            foreach (RunResult run in report.Runs)
            {
                ScenarioReport.Print(NameOf(report), run, text);
            }

            foreach (RunResult run in report.Naive)
            {
                ScenarioReport.Print($"{NameOf(report)}, a Timer per call", run, text);
            }

            html.Append(WebUtility.HtmlEncode(text.ToString()));
        }

        html.Append("</pre>");
    }
}
