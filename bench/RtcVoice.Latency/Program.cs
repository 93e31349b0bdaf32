using RtcVoice.Latency;
using RtcVoice.Latency.Reports;
using RtcVoice.Latency.Scenarios;

LatencyOptions options;
try
{
    options = LatencyOptions.Parse(args);
}
catch (ArgumentException problem)
{
    Console.Error.WriteLine($"{problem.Message}\n\n{LatencyOptions.Usage}");
    return 2;
}

Report? report = options.Scenario switch
{
    "barge-in" => await new BargeInScenario(options).RunAsync(),
    "words" => await new WordsScenario(options).RunAsync(),
    "first-delta" => await new FirstDeltaScenario(options).RunAsync(),
    "coughs" => await new CoughScenario(options).RunAsync(),
    _ => null,
};
if (report is null)
{
    Console.Error.WriteLine($"There is no scenario {options.Scenario}.\n\n{LatencyOptions.Usage}");
    return 2;
}

report.Print(Console.Out);
report.Save(options.OutPath);
return report.IsMet ? 0 : 1;
