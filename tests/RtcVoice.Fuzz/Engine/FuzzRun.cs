using System.Diagnostics;
using System.Globalization;

namespace RtcVoice.Fuzz.Engine;

/// <summary>Runs targets in worker processes and watches them: a worker that throws, dies or stands still has found something.</summary>
internal sealed class FuzzRun
{
    // One input takes microseconds; so long is a loop that does not end, also on a machine that is busy.
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(200);

    private readonly FuzzOptions _options;
    private readonly string _program;
    private readonly string _scratch;

    public FuzzRun(FuzzOptions options, string scratchFolder)
    {
        _options = options;
        _scratch = scratchFolder;
        _program = InstrumentedCopy.Make(Path.Combine(scratchFolder, "program"));
    }

    /// <summary>Runs the targets, as many at once as there are processors; gives those that failed.</summary>
    public IReadOnlyList<FuzzFinding> Run(IReadOnlyList<FuzzTarget> targets)
    {
        var findings = new List<FuzzFinding>();
        Parallel.ForEach(
            targets,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            target =>
            {
                if (Run(target) is { } finding)
                {
                    lock (findings)
                    {
                        findings.Add(finding);
                    }
                }
            });
        return findings;
    }

    private FuzzFinding? Run(FuzzTarget target)
    {
        string statePath = Path.Combine(_scratch, $"{target.Name}.state");
        using var state = new WorkerState(statePath);
        using Process worker = Start(target, statePath);
        Task<string> output = worker.StandardOutput.ReadToEndAsync();
        Task<string> errors = worker.StandardError.ReadToEndAsync();
        bool hangs = Watch(worker, state);
        string told = (output.Result + errors.Result).TrimEnd();
        if (worker.ExitCode == 0)
        {
            Console.WriteLine(told);
            return null;
        }

        FindingKind kind = hangs ? FindingKind.Hang : worker.ExitCode == FuzzWorker.FailedExitCode ? FindingKind.Exception : FindingKind.Crash;
        return new FuzzFinding(target.Name, kind, state.Input, told);
    }

    private Process Start(FuzzTarget target, string statePath)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet")
        {
            start.FileName = "dotnet";
        }

        string seconds = _options.Duration.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        foreach (string argument in (string[])[
            _program, "--worker", statePath, "--target", target.Name,
            "--seconds", seconds, "--seed", _options.Seed.ToString(CultureInfo.InvariantCulture), .. _options.Grows ? ["--grow"] : Array.Empty<string>()])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static bool Watch(Process worker, WorkerState state)
    {
        long executions = -1;
        long since = Stopwatch.GetTimestamp();
        while (!worker.WaitForExit(WatchInterval))
        {
            if (state.Executions != executions)
            {
                executions = state.Executions;
                since = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(since) > HangLimit)
            {
                worker.Kill();
                worker.WaitForExit();
                return true;
            }
        }

        return false;
    }
}
