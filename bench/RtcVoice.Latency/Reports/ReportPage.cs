using System.Globalization;
using RtcVoice.Reports;

namespace RtcVoice.Latency.Reports;

/// <summary>Reports of scenarios as one HTML file: what is demanded, how runs compare, and each run.</summary>
internal static class ReportPage
{
    /// <summary>Writes the page.</summary>
    public static void Write(IReadOnlyList<Report> reports, string path)
    {
        var page = new HtmlPage("Latency of RtcVoice", string.Create(CultureInfo.InvariantCulture, $"{reports[0].MachineName}, {reports[0].Taken:yyyy-MM-dd}"));
        page.AddDemands(reports.SelectMany(r => r.Demands.Select(d => (r.Name, d))));
        foreach (string figure in reports.SelectMany(r => r.Plotted).CountBy(name => name).Where(n => n.Value > 1).Select(n => n.Key))
        {
            page.AddHeading($"Runs beside each other: {figure}");
            AddPlot(page, reports.Where(r => r.Plotted.Contains(figure)).Select(r => (r.Name, r.Figures[figure])));
        }

        foreach (Report report in reports)
        {
            page.AddHeading(report.Name);
            if (report.Options.Server is { } server)
            {
                page.AddText($"Server: {server}");
            }

            page.AddTable(["ms", "p50", "p95", "max", "n"], report.Figures.Select(f => Row(f.Key, f.Value)));
            if (report.Notes.Count > 0)
            {
                page.AddLines(string.Join('\n', report.Notes));
            }

            AddPlot(page, report.Plotted.Select(name => (name, report.Figures[name])));
        }

        page.Save(path);
    }

    private static string[] Row(string name, Distribution figures) => [name, Text(figures.P50), Text(figures.P95), Text(figures.Max), figures.Count.ToString(CultureInfo.InvariantCulture)];

    private static string Text(double value) => value.ToString("F1", CultureInfo.InvariantCulture);

    // The share of the figures that are no greater.
    private static void AddPlot(HtmlPage page, IEnumerable<(string Name, Distribution Figures)> lines)
    {
        using var plot = new LinePlot("ms", "per cent that take no longer");
        foreach ((string name, Distribution figures) in lines)
        {
            plot.Add(name, figures.Values, [.. figures.Values.Select((_, i) => 100.0 * (i + 1) / figures.Count)], marked: true);
        }

        page.Add(plot);
    }
}
