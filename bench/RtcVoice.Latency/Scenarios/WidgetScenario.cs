using RtcVoice.Latency.Agents;
using RtcVoice.Latency.Calls;
using RtcVoice.Latency.Reports;

namespace RtcVoice.Latency.Scenarios;

/// <summary>
/// The same cuts in a page that calls with the widget and in one that is a WebRTC client and no more, call by call in turn:
/// how much sooner the widget, which falls silent by itself, is silent, and how well the server knows what was heard.
/// </summary>
internal sealed class WidgetScenario(LatencyOptions options)
{
    private const int UsualCount = 40;

    /// <summary>Runs it.</summary>
    public async Task<Report> RunAsync()
    {
        int count = options.Count ?? UsualCount;
        LatencyOptions plain = options with { Widget = false, Reports = false };
        var without = new CutSeries(plain, CutSeries.Voice);
        var with = new CutSeries(plain with { Widget = true }, CutSeries.Voice);
        await using var model = new ScriptedModel(CutSeries.Voice, CutSeries.AnswerLength);
        await using Stage stage = await Stage.SetUpAsync(plain, model);
        CutSeries[] both = [without, with];
        while (both.Any(s => s.Cuts.Count < count))
        {
            foreach (CutSeries series in both.Where(s => s.Cuts.Count < count))
            {
                await series.CallAsync(stage, count);
            }
        }

        return Sum(without, with);
    }

    private Report Sum(CutSeries without, CutSeries with)
    {
        var report = new Report(options, [.. without.Cuts.Select(c => new Measured(false, c)), .. with.Cuts.Select(c => new Measured(true, c))]);
        string from = options.ByClear ? "clear sent" : "onset";
        (Distribution plainOnset, Distribution onset) = Add($"{from} -> silence", c => c.OnsetToSilence, plotted: true);
        Add($"  {from} -> decision", c => c.OnsetToDecision);
        (Distribution plainDecision, Distribution decision) = Add("  decision -> silence", c => c.DecisionToSilence, plotted: true);
        (_, Distribution error) = Add("|audio_end_ms - rendered|", c => c.Error is { } e ? Math.Abs(e) : null, plotted: true);
        Add("  audio_end_ms - rendered", c => c.Error);
        Add("  jitter buffer ahead of the recording", c => c.Lead);
        Add("  what the page says its device takes", c => c.OutputDelay);
        report.Note($"clips that cut nothing: {without.Unanswered} without the widget, {with.Unanswered} with it");
        report.Demand("clicks, with the widget", with.Cuts.Count(c => c.Ending.IsClick), 0);
        report.Demand("|audio_end_ms - rendered|, with the widget, p95", error.P95, 20);
        report.Demand("|audio_end_ms - rendered|, with the widget, max", error.Max, 40);
        report.Demand("decision -> silence, p50, with the widget less without", decision.P50 - plainDecision.P50, 0);
        report.Demand("decision -> silence, p95, with the widget less without", decision.P95 - plainDecision.P95, 0);
        report.Demand($"{from} -> silence, p50, with the widget less without", onset.P50 - plainOnset.P50, 0);
        return report;

        (Distribution Without, Distribution With) Add(string name, Func<Cut, double?> figure, bool plotted = false) => (
            report.Add($"{name}, without", without.Cuts.Select(figure), plotted),
            report.Add($"{name}, widget", with.Cuts.Select(figure), plotted));
    }

    /// <summary>A cut, and where.</summary>
    /// <param name="Widget">Whether the page called with the widget.</param>
    /// <param name="Cut">The cut.</param>
    private sealed record Measured(bool Widget, Cut Cut);
}
