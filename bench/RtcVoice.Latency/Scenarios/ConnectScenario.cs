using System.Globalization;
using RtcVoice.Latency.Agents;
using RtcVoice.Latency.Calls;
using RtcVoice.Latency.Reports;
using RtcVoice.Latency.Sounds;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Latency.Scenarios;

/// <summary>Calls are made, and the agent is asked to speak: how soon there is a connection, a packet, a sound.</summary>
internal sealed class ConnectScenario(LatencyOptions options)
{
    private const int UsualCount = 20;

    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Listened = TimeSpan.FromSeconds(0.4);

    private readonly List<Connection> _connections = [];

    /// <summary>Runs it.</summary>
    public async Task<Report> RunAsync()
    {
        await using var model = new ScriptedModel(BabbleVoice.Speak(601, Answer), Answer);
        await using Stage stage = await Stage.SetUpAsync(options, model);
        for (int i = 0; i < (options.Count ?? UsualCount); i++)
        {
            await CallAsync(stage);
        }

        return Sum();
    }

    private async Task CallAsync(Stage stage)
    {
        using MeasuredCall call = await stage.CallAsync([], SpokenClips.Rate);
        double asked = await call.TellAsync("response.create");
        bool isAudible = await call.SoundsAsync(0, Listened);
        MeasuredRecord record = await call.FinishAsync();
        IReadOnlyDictionary<string, double> times = record.Times;
        double? voice = isAudible ? record.Clock.PageTime(SilentRun.FindAll(record.Heard, 1)[0].End) : null;
        _connections.Add(new Connection
        {
            ClickToConnected = times["connected"] - times["start"],
            OfferToConnected = times["connected"] - times["offered"],
            OfferToPacket = (call.Downlink.First - record.Clock.ServerTime(times["offered"]))?.TotalMilliseconds,
            ClickToVoice = voice - times["start"],
            AskedToVoice = voice - asked,
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  connected after {_connections[^1].ClickToConnected:F0} ms, heard after {_connections[^1].ClickToVoice:F0} ms"));
    }

    private Report Sum()
    {
        var report = new Report(options, _connections);
        report.Add("click -> connected", _connections.Select(c => (double?)c.ClickToConnected), plotted: true);
        report.Add("offer sent -> connected", _connections.Select(c => (double?)c.OfferToConnected), plotted: true);
        report.Add("offer sent -> first packet leaves", _connections.Select(c => c.OfferToPacket));
        report.Add("click -> first audible sample", _connections.Select(c => c.ClickToVoice), plotted: true);
        report.Add("response.create -> first audible sample", _connections.Select(c => c.AskedToVoice));
        report.Demand("calls in which nothing was heard", _connections.Count(c => c.ClickToVoice is null), 0);
        return report;
    }
}
