using System.Globalization;
using System.Net;
using System.Text;

namespace RtcVoice.Reports;

/// <summary>A report as one HTML file that needs no other.</summary>
public sealed class HtmlPage
{
    private const string Style =
        "body{font:15px system-ui;max-width:1000px;margin:2em auto;padding:0 1em}table{border-collapse:collapse}td,th{padding:.2em .8em;border-bottom:1px solid #ddd;text-align:right}td:first-child,th:first-child,td.text{text-align:left}.FAIL{color:#b00}.pass{color:#070}svg{max-width:100%;height:auto}";

    private readonly StringBuilder _html = new();

    /// <summary>Begins a page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="under">What stands under it.</param>
    public HtmlPage(string title, string under) => _html.Append(
        CultureInfo.InvariantCulture, $"<!doctype html><meta charset=utf-8><title>{Escape(title)}</title><style>{Style}</style><h1>{Escape(title)}</h1><p>{Escape(under)}");

    /// <summary>Adds what is demanded and what was measured, by scenario.</summary>
    public void AddDemands(IEnumerable<(string Scenario, Demand Demand)> demands)
    {
        ArgumentNullException.ThrowIfNull(demands);
        _html.Append("<h2>Demands</h2><table><tr><th>scenario<th>demand<th>measured<th>limit<th>");
        foreach ((string scenario, Demand demand) in demands)
        {
            string verdict = demand.IsMet ? "pass" : "FAIL";
            _html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{Escape(scenario)}<td class=text>{Escape(demand.Text)}<td>{demand.Value:F1}<td>{(demand.AtLeast ? "&ge;" : "&le;")} {demand.Limit:G}<td class={verdict}>{verdict}");
        }

        _html.Append("</table>");
    }

    /// <summary>Adds a table.</summary>
    /// <param name="head">The names of its columns.</param>
    /// <param name="rows">Its cells.</param>
    public void AddTable(IEnumerable<string> head, IEnumerable<IEnumerable<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _html.Append("<table><tr><th>").AppendJoin("<th>", head.Select(Escape));
        foreach (IEnumerable<string> row in rows)
        {
            _html.Append("<tr><td>").AppendJoin("<td>", row.Select(Escape));
        }

        _html.Append("</table>");
    }

    /// <summary>Adds a heading.</summary>
    public void AddHeading(string text) => _html.Append(CultureInfo.InvariantCulture, $"<h2>{Escape(text)}</h2>");

    /// <summary>Adds a paragraph.</summary>
    public void AddText(string text) => _html.Append(CultureInfo.InvariantCulture, $"<p>{Escape(text)}");

    /// <summary>Adds lines as they are.</summary>
    public void AddLines(string text) => _html.Append(CultureInfo.InvariantCulture, $"<pre>{Escape(text)}</pre>");

    /// <summary>Adds a plot.</summary>
    public void Add(LinePlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        _html.Append(plot.ToSvg());
    }

    /// <summary>Writes the page.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, _html.ToString());
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
