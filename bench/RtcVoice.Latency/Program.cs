using RtcVoice.Latency;
using RtcVoice.Latency.Reports;
using RtcVoice.Latency.Scenarios;

try
{
    if (args is ["report", .. string[] files])
    {
        WritePage(files.Length > 0 ? files : throw new ArgumentException("Name the JSON files of the scenarios that are to be reported."));
        return 0;
    }

    LatencyOptions options = LatencyOptions.Parse(args);
    IReadOnlyList<LatencyOptions> runs = options.Scenario == LatencyOptions.All ? ScenarioCatalog.All(options) : [options];
    bool isMet = true;
    foreach (LatencyOptions run in runs)
    {
        Report report = await ScenarioCatalog.RunAsync(run);
        report.Print(Console.Out);
        report.Save(run.OutPath);
        isMet &= report.IsMet;
    }

    if (runs.Count > 1)
    {
        WritePage([.. runs.Select(r => r.OutPath)]);
    }

    return isMet ? 0 : 1;
}
catch (ArgumentException problem)
{
    Console.Error.WriteLine($"{problem.Message}\n\n{LatencyOptions.Usage}");
    return 2;
}
catch (IOException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}

static void WritePage(IReadOnlyList<string> files)
{
    string path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(files[0]))!, "report.html");
    ReportPage.Write([.. files.Select(Report.Read)], path);
    Console.WriteLine(path);
}
