using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using RtcVoice.Pacing;
using RtcVoice.Pacing.Wheel;
using RtcVoice.Timing;

namespace RtcVoice.Benchmarks;

/// <summary>
/// How late frames depart on the real thread, beside what one System.Threading.Timer a call would do:
/// <c>dotnet run -c Release -- pacing [calls] [seconds]</c>. Sinks do nothing; a send adds about 4 us a frame.
/// </summary>
internal static class PacingLateness
{
    private const int PeriodMilliseconds = 20;

    public static void Run(string[] arguments)
    {
        int calls = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000;
        int seconds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 10;
        Console.WriteLine($"{calls} calls, {seconds} s, {Environment.ProcessorCount} processors; microseconds");
        Console.WriteLine($"{"",-34}{"p50",9}{"p99",9}{"p99.9",9}{"max",9}");
        foreach (bool realtime in new[] { true, false })
        {
            RunEngine(calls, seconds, realtime);
        }

        RunTimers(calls, seconds);
    }

    private static void RunEngine(int calls, int seconds, bool realtime)
    {
        using var encoders = new SpeechEncoders();
        var options = new PacingOptions { MaxCalls = calls, UseRealtimeScheduling = realtime };
        using PacingEngine engine = PacingEngine.Start(options, TimeProvider.System, NullLogger.Instance);
        SpeechOut[] speeches = new SpeechOut[calls];
        for (int i = 0; i < calls; i++)
        {
            speeches[i] = new SpeechOut(null, encoders, TimeProvider.System, () => { });
            engine.Add(new NullSink(), speeches[i]);
        }

        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        double core = (Process.GetCurrentProcess().TotalProcessorTime - before) / Stopwatch.GetElapsedTime(start);
        PacingStatistics statistics = engine.Statistics;
        Print($"pacer ({engine.Level}), lateness", statistics.Lateness);
        Print($"pacer ({engine.Level}), deviation", statistics.IntervalDeviation);
        Console.WriteLine($"    {statistics.FramesSent} frames, {statistics.SkippedSlots} slots skipped, {core:P1} of a core");
        engine.Dispose();
        foreach (SpeechOut speech in speeches)
        {
            speech.Dispose();
        }
    }

    private static void RunTimers(int calls, int seconds)
    {
        int frames = seconds * 1_000 / PeriodMilliseconds;
        long[][] at = new long[calls][];
        int[] counts = new int[calls];
        Timer[] timers = new Timer[calls];
        long[] origins = new long[calls];
        for (int i = 0; i < calls; i++)
        {
            int call = i;
            at[call] = new long[frames + 100];
            origins[call] = Stopwatch.GetTimestamp();
            timers[call] = new Timer(
                _ =>
                {
                    int n = Interlocked.Increment(ref counts[call]) - 1;
                    if (n < at[call].Length)
                    {
                        at[call][n] = Stopwatch.GetTimestamp();
                    }
                },
                null,
                PeriodMilliseconds,
                PeriodMilliseconds);
        }

        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        foreach (Timer timer in timers)
        {
            timer.Dispose();
        }

        var lateness = new List<double>();
        var deviation = new List<double>();
        for (int call = 0; call < calls; call++)
        {
            for (int n = 1; n < Math.Min(counts[call], frames); n++)
            {
                lateness.Add(Stopwatch.GetElapsedTime(origins[call], at[call][n]).TotalMicroseconds - ((n + 1) * PeriodMilliseconds * 1_000));
                deviation.Add(Math.Abs(Stopwatch.GetElapsedTime(at[call][n - 1], at[call][n]).TotalMicroseconds - (PeriodMilliseconds * 1_000)));
            }
        }

        Print("a Timer a call, lateness", lateness);
        Print("a Timer a call, deviation", deviation);
    }

    private static void Print(string name, DurationSummary summary) =>
        Print(name, summary.P50.TotalMicroseconds, summary.P99.TotalMicroseconds, summary.P999.TotalMicroseconds, summary.Max.TotalMicroseconds);

    private static void Print(string name, List<double> values)
    {
        values.Sort();
        Print(name, At(0.5), At(0.99), At(0.999), values[^1]);

        double At(double quantile) => values[(int)(quantile * (values.Count - 1))];
    }

    private static void Print(string name, double p50, double p99, double p999, double max) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34}{p50,9:F1}{p99,9:F1}{p999,9:F1}{max,9:F0}"));
}
