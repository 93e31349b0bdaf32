using RtcVoice.Latency.Agents;
using RtcVoice.Latency.Calls;
using RtcVoice.Latency.Reports;
using RtcVoice.Latency.Sounds;

namespace RtcVoice.Latency.Scenarios;

/// <summary>Someone cuts in, again and again: how soon the agent is silent, whether it clicks, and what the server thinks was heard.</summary>
internal sealed class BargeInScenario(LatencyOptions options)
{
    private const int UsualCount = 40;

    /// <summary>Runs it.</summary>
    public async Task<Report> RunAsync()
    {
        int count = options.Count ?? UsualCount;
        var series = new CutSeries(options, CutSeries.Voice);
        await using var model = new ScriptedModel(CutSeries.Voice, CutSeries.AnswerLength);
        await using Stage stage = await Stage.SetUpAsync(options, model);
        while (series.Cuts.Count < count)
        {
            await series.CallAsync(stage, count);
        }

        return Sum(series);
    }

    private Report Sum(CutSeries series)
    {
        var report = new Report(options, series.Cuts);
        string from = options.ByClear ? "clear sent" : "onset";
        Distribution error = report.Add("|audio_end_ms - rendered|", series.Cuts.Select(c => c.Error is { } e ? Math.Abs(e) : (double?)null), plotted: true);
        report.Add("audio_end_ms - rendered", series.Cuts.Select(c => c.Error));
        Distribution silence = report.Add($"{from} -> silence", series.Cuts.Select(c => (double?)c.OnsetToSilence), plotted: true);
        report.Add($"  {from} -> decision (page, network, detector)", series.Cuts.Select(c => c.OnsetToDecision));
        report.Add("  decision -> last speech packet (server)", series.Cuts.Select(c => c.DecisionToLastPacket));
        report.Add("  last speech packet -> silence (jitter buffer)", series.Cuts.Select(c => c.LastPacketToSilence));
        Distribution decision = report.Add("decision -> silence", series.Cuts.Select(c => c.DecisionToSilence), plotted: true);
        report.Add("fall of the sound at the end", series.Cuts.Select(c => (double?)c.Ending.FallMs));
        report.Add("jitter buffer ahead of the recording", series.Cuts.Select(c => c.Lead));
        if (options.IsTold)
        {
            report.Add("audio_end_ms - what the page could report", series.Cuts.Select(c => c.ErrorAsReported));
        }

        report.AddJitterBuffer(series.Heard);
        report.Note($"{series.Unanswered} clips cut nothing; {series.Cuts.Count(c => c.FalseResumptions > 0)} cuts only after the agent had gone on once");
        report.Note(Ending.Criterion);
        report.Demand("clicks", series.Cuts.Count(c => c.Ending.IsClick), 0);
        report.Demand("|audio_end_ms - rendered|, p95", error.P95, options.IsTold ? 20 : 40);
        if (options.IsTold)
        {
            report.Demand("|audio_end_ms - rendered|, max", error.Max, 40);
        }

        if (!options.IsRelayed)
        {
            report.Demand("decision -> silence, p95", decision.P95, 100);
            if (!options.ByClear)
            {
                report.Demand("onset -> silence, p95", silence.P95, 250);
            }
        }

        return report;
    }
}
