using System.Globalization;

namespace RtcVoice.Load.Measures;

/// <summary>What a process has used so far, by /proc.</summary>
internal sealed record ProcessUsage
{
    /// <summary>Processor time of each thread name, in microseconds, to the nanosecond of the scheduler.</summary>
    public required IReadOnlyDictionary<string, double> ThreadMicroseconds { get; init; }

    /// <summary>Time that threads of each name were ready to run and had no processor, in microseconds.</summary>
    public required IReadOnlyDictionary<string, double> WaitMicroseconds { get; init; }

    /// <summary>Time that the hypervisor took from all processors, in microseconds, to the tick.</summary>
    public required double StolenMicroseconds { get; init; }

    /// <summary>Processor time of the whole process, threads that have ended included, in microseconds, to the tick.</summary>
    public required double Microseconds { get; init; }

    /// <summary>Resident memory of its own (RssAnon), in bytes.</summary>
    public required long ResidentBytes { get; init; }

    /// <summary>Memory of the kernel's UDP sockets of the machine, in bytes.</summary>
    public required long SocketBytes { get; init; }

    /// <summary>Threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Reads it.</summary>
    public static ProcessUsage Of(int process)
    {
        string root = $"/proc/{process}";
        string[] fields = File.ReadAllText($"{root}/stat").Split(") ")[1].Split(' ');
        Dictionary<string, double> threads = [];
        Dictionary<string, double> waits = [];
        foreach (string task in Directory.GetDirectories($"{root}/task"))
        {
            try
            {
                string name = File.ReadAllText($"{task}/comm").Trim();
                string[] times = File.ReadAllText($"{task}/schedstat").Split(' ');
                threads[name] = threads.GetValueOrDefault(name) + (Number(times[0]) / 1_000.0);
                waits[name] = waits.GetValueOrDefault(name) + (Number(times[1]) / 1_000.0);
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return new ProcessUsage
        {
            ThreadMicroseconds = threads,
            WaitMicroseconds = waits,
            StolenMicroseconds = Field(File.ReadLines("/proc/stat"), "cpu ", 8) * 10_000,
            Microseconds = (Number(fields[11]) + Number(fields[12])) * 10_000,
            ResidentBytes = Field(File.ReadLines($"{root}/status"), "RssAnon:", 1) * 1_024,
            SocketBytes = Field(File.ReadLines("/proc/net/sockstat"), "UDP:", 4) * 4_096,
            Threads = threads.Count,
        };
    }

    /// <summary>How long threads of this name have waited for a processor since, in microseconds.</summary>
    public double WaitSince(ProcessUsage earlier, string name) => WaitMicroseconds.GetValueOrDefault(name) - earlier.WaitMicroseconds.GetValueOrDefault(name);

    /// <summary>Processor time that threads of these names have used since, in microseconds.</summary>
    public double ThreadsSince(ProcessUsage earlier, params string[] names) => ThreadMicroseconds
        .Where(t => names.Any(n => t.Key.StartsWith(n, StringComparison.Ordinal)))
        .Sum(t => t.Value - earlier.ThreadMicroseconds.GetValueOrDefault(t.Key));

    private static long Field(IEnumerable<string> lines, string name, int index) =>
        Number(lines.First(l => l.StartsWith(name, StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[index]);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
