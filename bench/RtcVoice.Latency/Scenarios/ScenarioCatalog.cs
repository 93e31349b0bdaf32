using RtcVoice.Latency.Reports;

namespace RtcVoice.Latency.Scenarios;

/// <summary>The scenarios by their names.</summary>
internal static class ScenarioCatalog
{
    /// <summary>Runs one.</summary>
    /// <exception cref="ArgumentException">There is none of that name, or it cannot be run against another server.</exception>
    public static Task<Report> RunAsync(LatencyOptions options) => (options.Scenario, options.Server) switch
    {
        ("connect", _) => new ConnectScenario(options).RunAsync(),
        ("voice-to-voice", _) => new VoiceToVoiceScenario(options).RunAsync(),
        ("barge-in", null) => new BargeInScenario(options).RunAsync(),
        ("widget", null) => new WidgetScenario(options).RunAsync(),
        ("words", null) => new WordsScenario(options).RunAsync(),
        ("first-delta", null) => new FirstDeltaScenario(options).RunAsync(),
        ("coughs", null) => new CoughScenario(options).RunAsync(),
        ("barge-in" or "widget" or "words" or "first-delta" or "coughs", _) =>
            throw new ArgumentException($"{options.Scenario} looks into the server: with --server there are connect, voice-to-voice and all."),
        _ => throw new ArgumentException($"There is no scenario {options.Scenario}."),
    };

    /// <summary>What <c>all</c> runs: each scenario, those with a browser under both networks where that tells something.</summary>
    public static IReadOnlyList<LatencyOptions> All(LatencyOptions options)
    {
        LatencyOptions[] byTheSound =
        [
            options with { Scenario = "connect" },
            options with { Scenario = "voice-to-voice" },
        ];
        if (options.Server is not null)
        {
            return byTheSound;
        }

        LatencyOptions reporting = options with { Scenario = "barge-in", Reports = true };
        return
        [
            .. byTheSound,
            .. byTheSound.Select(o => o with { IsRelayed = true }),
            reporting,
            reporting with { IsRelayed = true },
            options with { Scenario = "widget" },
            options with { Scenario = "words" },
            options with { Scenario = "coughs" },
            options with { Scenario = "first-delta" },
        ];
    }
}
