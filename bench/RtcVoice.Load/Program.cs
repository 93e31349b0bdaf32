using RtcVoice.Load;
using RtcVoice.Load.Reports;
using RtcVoice.Load.Runs;
using RtcVoice.Load.Servers;
using RtcVoice.Reports;

if (args is [ServeOptions.Verb, .. string[] serve])
{
    return await ServerCommand.RunAsync(ServeOptions.Parse(serve));
}

try
{
    if (args is ["report", .. string[] files])
    {
        HtmlReport.Write(files);
        return 0;
    }

    LoadOptions options = LoadOptions.Parse(args);
    List<RunResult> runs = [];
    List<RunResult> naive = [];
    for (int i = 0; i < options.Runs; i++)
    {
        await RunAsync(options.Scenario, options, runs);
        if (options.Scenario == "naive")
        {
            await RunAsync("a Timer per call", options with { Pacer = Pacer.Timer }, naive);
        }
    }

    var report = new ScenarioReport
    {
        Options = options,
        Taken = DateTimeOffset.UtcNow,
        Machine = Machine.Describe(),
        Runs = runs,
        Naive = naive,
        Demands = Goals.Of(options, runs, naive),
    };
    report.Save(options.OutPath);
    foreach (Demand demand in report.Demands)
    {
        Console.WriteLine(demand);
    }

    return report.Demands.All(d => d.IsMet) ? 0 : 1;
}
catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or IOException or HttpRequestException)
{
    Console.Error.WriteLine(problem is ArgumentException ? $"{problem.Message}\n\n{LoadOptions.Usage}" : problem.Message);
    return 2;
}

static async Task RunAsync(string name, LoadOptions options, List<RunResult> results)
{
    RunResult result = await LoadRun.RunAsync(options);
    ScenarioReport.Print(name, result, Console.Out);
    results.Add(result);
}
