using RtcVoice.Latency.Reports;

namespace RtcVoice.Latency.Scenarios;

internal sealed class CoughScenario(LatencyOptions options)
{
    public Task<Report> RunAsync() => Task.FromResult(new Report(options, []));
}
