using System.Diagnostics;
using System.Net;
using RtcVoice.Load.Clients;
using RtcVoice.Load.Measures;
using RtcVoice.Load.Servers;

namespace RtcVoice.Load.Runs;

/// <summary>One run: a server, its calls, a measured time.</summary>
internal static class LoadRun
{
    /// <summary>Frames of a call in a second.</summary>
    private const int FramesPerSecond = 50;

    /// <summary>Calls of the warm-up.</summary>
    private const int WarmUpCalls = 100;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <summary>Runs it.</summary>
    /// <exception cref="InvalidOperationException">The server did not start, or none of its calls came about.</exception>
    public static async Task<RunResult> RunAsync(LoadOptions options)
    {
        IReadOnlyList<byte[]> microphone = await Microphone.RecordAsync(options.Uplink);
        PacerFloor? floor = await PacerFloor.MeasureAsync(options.Calls, options.FloorSeconds);
        await using ServerProcess server = await ServerProcess.StartAsync(options);
        using var clients = new ClientLoop(new IPEndPoint(IPAddress.Loopback, server.MediaPort ?? options.MediaPort), microphone);
        await WarmUpAsync(options, server, clients);
        ServerFigures? idle = await server.ReadFiguresAsync(collect: true);
        ProcessUsage? idleUsage = Usage(server);

        var setUp = new SetUp(server.Http, clients);
        await setUp.MakeAsync(0, options.Calls, options.Rate);
        if (setUp.Calls.Count == 0)
        {
            throw new InvalidOperationException($"No call came about: {(setUp.Failures is [string first, ..] ? first : "all were refused")}.");
        }

        ServerFigures? allUp = await server.ReadFiguresAsync();
        await Task.Delay(Settling);
        await clients.BeginAsync((options.Seconds + 10) * FramesPerSecond * 11 / 10);
        ServerFigures? before = await server.ReadFiguresAsync();
        using MachineStalls watch = MachineStalls.Start(options.WatchesMachine);
        ProcessUsage? used = Usage(server);
        ProcessUsage own = ProcessUsage.Of(Environment.ProcessId);
        long start = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        ProcessUsage? usedAfter = Usage(server);
        ProcessUsage ownAfter = ProcessUsage.Of(Environment.ProcessId);
        StallReport? stalls = watch.Stop();
        IReadOnlyList<ArrivalLog> logs = await clients.EndAsync();
        ServerFigures? after = await server.ReadFiguresAsync();
        ServerFigures? collected = await server.ReadFiguresAsync(collect: true);
        int stillUp = setUp.Calls.Count(c => c.IsUp);
        await clients.CloseAllAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(200));

        long packets = logs.Sum(l => (long)l.Count);
        return new RunResult
        {
            Calls = setUp.Calls.Count,
            Refused = setUp.Refused,
            RetryAfterSeconds = setUp.RetryAfterSeconds,
            Failed = setUp.Failures.Count,
            Failures = [.. setUp.Failures.Distinct().Take(5)],
            DroppedCalls = setUp.Calls.Count - stillUp,
            SetUpsPerSecond = setUp.PerSecond,
            ConnectMilliseconds = setUp.ConnectMilliseconds,
            Seconds = seconds,
            Packets = packets,
            Lost = logs.Sum(l => l.Lost),
            ClientOverflows = clients.Overflows,
            Punctuality = Punctuality.Judge(logs, stalls, hasGrid: options.Pacer == Pacer.Product),
            Stalls = stalls,
            Floor = floor,
            Scheduling = after?.Scheduling,
            Starvations = after?.Starvations - before?.Starvations,
            SkippedSlots = after?.SkippedSlots - before?.SkippedSlots,
            WorkerBusy = after?.WorkerBusy,
            Complexity = after?.Complexity,
            Processor = used is null ? null : ProcessorCost.Of(used, usedAfter!, seconds, packets, options.Uplink == Uplink.None ? 0 : (long)(setUp.Calls.Count * FramesPerSecond * seconds)),
            ClientCores = (ownAfter.Microseconds - own.Microseconds) / 1e6 / seconds,
            Memory = idle is null || idleUsage is null ? null : MemoryCost.Of(idle, idleUsage, collected!, usedAfter!, Usage(server)!, setUp.Calls.Count),
            GarbageMegabytesPerSecond = after is null ? null : (after.AllocatedBytes - before!.AllocatedBytes) / 1e6 / seconds,
            PauseMilliseconds = after?.PauseMilliseconds - before?.PauseMilliseconds,
            Collections = after?.Collections - before?.Collections,
            SetUpPauses = PauseTimes.Between(idle, allUp),
            LaterPauses = PauseTimes.Between(allUp, after),
        };
    }

    /// <summary>Some calls that are over before anything is measured: a server is compiled by its first few dozen.</summary>
    private static async Task WarmUpAsync(LoadOptions options, ServerProcess server, ClientLoop clients)
    {
        int count = Math.Min(WarmUpCalls, options.Calls);
        await new SetUp(server.Http, clients).MakeAsync(options.Calls, count, options.Rate);
        await Task.Delay(Settling);
        await clients.CloseAllAsync();
        await Task.Delay(Settling);
    }

    private static ProcessUsage? Usage(ServerProcess server) => server.Id is { } id ? ProcessUsage.Of(id) : null;
}
