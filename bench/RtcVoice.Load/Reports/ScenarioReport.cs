using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RtcVoice.Load.Measures;
using RtcVoice.Load.Runs;
using RtcVoice.Reports;

namespace RtcVoice.Load.Reports;

/// <summary>The runs of a scenario: for people on the console, for programs as JSON.</summary>
internal sealed record ScenarioReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>How it was measured.</summary>
    public required LoadOptions Options { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>On what.</summary>
    public required string Machine { get; init; }

    /// <summary>What it came to.</summary>
    public required IReadOnlyList<RunResult> Runs { get; init; }

    /// <summary>The same with the naive pacer, where the scenario compares.</summary>
    public IReadOnlyList<RunResult> Naive { get; init; } = [];

    /// <summary>What is demanded.</summary>
    public required IReadOnlyList<Demand> Demands { get; init; }

    /// <summary>Reads one.</summary>
    public static ScenarioReport Read(string path) => JsonSerializer.Deserialize<ScenarioReport>(File.ReadAllText(path), Json)!;

    /// <summary>Writes it.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(this, Json));
    }

    /// <summary>Prints a run.</summary>
    public static void Print(string name, RunResult run, TextWriter to)
    {
        Line($"{name}: {run.Calls} calls for {run.Seconds:F0} s; {run.Refused} refused (Retry-After {run.RetryAfterSeconds:F0} s), {run.Failed} failed, {run.DroppedCalls} dropped; pacer {run.Scheduling ?? "-"}");
        foreach (string failure in run.Failures)
        {
            Line($"  failure: {failure}");
        }

        Line($"  set up {run.SetUpsPerSecond:F0} a second, connected after {run.ConnectMilliseconds.P50:F0} ms (p99 {run.ConnectMilliseconds.P99:F0})");
        Line($"  {"us",-30}{"p50",9}{"p99",9}{"p99.9",9}{"max",10}");
        Row("lateness", run.Punctuality.Lateness);
        Row("lateness, undisturbed", run.Punctuality.LatenessUndisturbed);
        FloorRow(run.Floor?.Lateness);
        Row("behind the call's earliest", run.Punctuality.OwnLateness);
        Row("deviation", run.Punctuality.Deviation);
        FloorRow(run.Floor?.Deviation);
        Row("deviation, undisturbed", run.Punctuality.DeviationUndisturbed);
        Line($"  {run.Packets} packets, {run.Lost} lost ({run.ClientOverflows} by the clients), {run.SkippedSlots} slots skipped, {run.Starvations} starvations");
        if (run.Stalls is { } stalls)
        {
            Line($"  machine ({stalls.Scheduling}): {stalls.StallCount} stalls over 1 ms, {100 * run.Punctuality.Disturbed:F2} % of the packets; p99 {string.Join(" / ", stalls.Cores.Select(c => Text(c.P99)))}, p99.9 {string.Join(" / ", stalls.Cores.Select(c => Text(c.P999)))}, max {string.Join(" / ", stalls.Cores.Select(c => Text(c.Max)))} us");
        }

        if (run.Processor is { } cpu)
        {
            Line($"  server {cpu.Cores:F2} cores: pacer {cpu.PacerCore:P0} ({cpu.PacerPerFrame:F2} us a frame), loop {cpu.LoopCore:P0} ({cpu.ReceivePerPacket:F2} us a packet), workers {cpu.WorkerCores:F2}; {cpu.PerFrame:F1} us a frame in all; clients {run.ClientCores:F2} cores");
            Line($"  encoding at complexity {run.Complexity}, the busiest worker {run.WorkerBusy:P0} busy");
            Line($"  the pacer waited for a processor {cpu.PacerWaiting:P2} of the time; the hypervisor took {cpu.StolenCores:F2} cores");
        }

        if (run.Memory is { } memory)
        {
            Line($"  memory a call: {memory.Resident:F0} kB resident; {memory.Managed:F0} managed, {memory.Native:F0} native, {memory.Sockets:F1} sockets; process {memory.ProcessMegabytes:F0} MB");
        }

        Line($"  allocated {run.GarbageMegabytesPerSecond:F1} MB/s, {run.Collections} collections, {run.PauseMilliseconds:F0} ms of pauses");
        Pauses("while calls were set up", run.SetUpPauses);
        Pauses("from then on", run.LaterPauses);

        void Line(FormattableString text) => to.WriteLine(text.ToString(CultureInfo.InvariantCulture));

        void Row(string what, Distribution? figures)
        {
            if (figures is not null)
            {
                Line($"  {what,-30}{figures.P50,9:F1}{figures.P99,9:F1}{figures.P999,9:F1}{figures.Max,10:F0}");
            }
        }

        void FloorRow(PacerFloor.Quantiles? figures)
        {
            if (figures is not null)
            {
                Line($"  {"  C that only sends",-30}{figures.P50,9:F1}{figures.P99,9:F1}{figures.P999,9:F1}{figures.Max,10:F0}");
            }
        }

        void Pauses(string when, PauseTimes? pauses)
        {
            if (pauses is not null)
            {
                Line($"  pauses {when}: {pauses.Count}, the longest {string.Join(", ", pauses.Longest.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Milliseconds:F1} ms ({p.Cause})")))}");
            }
        }

        static string Text(double value) => value.ToString("F0", CultureInfo.InvariantCulture);
    }
}
