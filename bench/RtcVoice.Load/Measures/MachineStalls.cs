using System.Diagnostics;
using System.Globalization;

namespace RtcVoice.Load.Measures;

/// <summary>
/// The machine's own stalls while a run is measured: a C program without .NET, a real-time thread per core that sleeps to
/// every millisecond. Where even that comes late, no pacer could be in time.
/// </summary>
internal sealed class MachineStalls : IDisposable
{
    /// <summary>Work that a stall held up leaves for so much longer.</summary>
    private const long SlackNanoseconds = 2_000_000;

    private readonly Process? _process;

    private MachineStalls(Process? process) => _process = process;

    /// <summary>Starts the program where it is wanted, compiling it when needed; without a compiler nothing is told.</summary>
    public static MachineStalls Start(bool isWanted) => new(isWanted ? ReferenceProgram.Start("stalls") : null);

    /// <summary>Stops it and reads what it has seen.</summary>
    public StallReport? Stop()
    {
        if (_process is null)
        {
            return null;
        }

        _process.StandardInput.Close();
        string level = "";
        List<StallReport.Stall> stalls = [];
        List<StallReport.Core> cores = [];
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            string[] parts = line.Split(' ');
            switch (parts[0])
            {
                case "level":
                    level = line["level ".Length..];
                    break;
                case "stall":
                    stalls.Add(new StallReport.Stall(Number(parts[2]), Number(parts[2]) + Number(parts[3]) + SlackNanoseconds));
                    break;
                case "cpu":
                    cores.Add(new StallReport.Core(Number(parts[3]) / 1e3, Number(parts[4]) / 1e3, Number(parts[5]) / 1e3, Number(parts[6]) / 1e3));
                    break;
                default:
                    break;
            }
        }

        _process.WaitForExit();
        return new StallReport(level, cores, stalls.Count) { Stalls = stalls };
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
        }

        _process?.Dispose();
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
