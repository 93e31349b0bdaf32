using RtcVoice.Fuzz.Engine;

const int FoundExitCode = 1;
const int UsageExitCode = 64;

FuzzOptions? options = FuzzOptions.Read(args);
IReadOnlyList<FuzzTarget> targets = FuzzTarget.Discover();
FuzzTarget? named = targets.FirstOrDefault(target => target.Name == options?.Target);
if (options is null || (options.Target is not null && named is null))
{
    Console.Error.WriteLine(FuzzOptions.Usage);
    Console.Error.WriteLine($"targets: {string.Join(", ", targets.Where(target => !target.IsSelfTest).Select(target => target.Name))}");
    return UsageExitCode;
}

if (options.Lists)
{
    Console.WriteLine(string.Join('\n', targets.Where(target => !target.IsSelfTest).Select(target => target.Name)));
    return 0;
}

if (options.WorkerStatePath is not null)
{
    using var state = new WorkerState(options.WorkerStatePath);
    return new FuzzWorker(named!, options.Seed, options.CorpusFolder, state).Run(options.Duration, options.Grows ? options.CorpusFolder : null);
}

if (options.ReplayPath is not null)
{
    named!.Fuzz(File.ReadAllBytes(options.ReplayPath));
    Console.WriteLine($"{named.Name}: {options.ReplayPath} passes");
    return 0;
}

DirectoryInfo scratch = Directory.CreateDirectory(Path.Combine(options.FindingsFolder, $"run-{Environment.ProcessId}"));
try
{
    if (options.TestsItself)
    {
        return SelfTest.Run(options, scratch.FullName, targets) ? 0 : FoundExitCode;
    }

    IReadOnlyList<FuzzTarget> chosen = options.RunsAll ? [.. targets.Where(target => !target.IsSelfTest)] : [named!];
    options = options.For(chosen.Count);
    Console.WriteLine($"seed {options.Seed}, {options.Duration.TotalSeconds:F1} s for each target");
    IReadOnlyList<FuzzFinding> findings = new FuzzRun(options, scratch.FullName).Run(chosen);
    foreach (FuzzFinding finding in findings)
    {
        FuzzTarget target = targets.First(candidate => candidate.Name == finding.Target);
        byte[] input = finding.Kind == FindingKind.Exception ? Minimizer.Minimize(target, finding.Input) : finding.Input;
        string path = Findings.Write(Path.Combine(options.FindingsFolder, finding.Target), input);
        Console.Error.WriteLine($"{finding.Target}: {finding.Kind} with {input.Length} bytes (found with {finding.Input.Length}), seed {options.Seed}");
        Console.Error.WriteLine(finding.Told);
        Console.Error.WriteLine($"replay: dotnet run --project tests/RtcVoice.Fuzz -- --target {finding.Target} --replay {path}");
    }

    return findings.Count == 0 ? 0 : FoundExitCode;
}
finally
{
    scratch.Delete(recursive: true);
}
