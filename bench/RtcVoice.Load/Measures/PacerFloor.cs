using System.Diagnostics;
using System.Globalization;

namespace RtcVoice.Load.Measures;

/// <summary>
/// How late packets are here that a program in C does nothing but send, without a cipher and with nothing beside it: no
/// pacer of so many calls can be more punctual on this machine. In microseconds.
/// </summary>
/// <param name="Scheduling">How it was scheduled.</param>
/// <param name="Lateness">Behind the deadline.</param>
/// <param name="Deviation">Between the lateness of two packets of a call.</param>
internal sealed record PacerFloor(string Scheduling, PacerFloor.Quantiles Lateness, PacerFloor.Quantiles Deviation)
{
    /// <summary>Calls below which the program has no packet in some slots.</summary>
    private const int LeastCalls = 20;

    /// <summary>Measures it; for as long as it is asked to, nothing else should run.</summary>
    /// <returns>Null where no time is given to it, calls are too few, or there is no compiler.</returns>
    public static async Task<PacerFloor?> MeasureAsync(int calls, int seconds)
    {
        if (seconds == 0 || calls < LeastCalls)
        {
            return null;
        }

        using Process? program = ReferenceProgram.Start("floor", Text(calls), Text(seconds));
        if (program is null)
        {
            return null;
        }

        string[] lines = (await program.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await program.WaitForExitAsync();
        return lines is [var level, var late, var deviation] && Read(late, "late") is { } lateness && Read(deviation, "deviation") is { } deviations
            ? new PacerFloor(level["level ".Length..], lateness, deviations)
            : null;
    }

    private static Quantiles? Read(string line, string name) =>
        line.Split(' ') is [var first, _, var p50, var p99, var p999, var max] && first == name
            ? new Quantiles(Microseconds(p50), Microseconds(p99), Microseconds(p999), Microseconds(max))
            : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Microseconds(string nanoseconds) => long.Parse(nanoseconds, CultureInfo.InvariantCulture) / 1e3;

    /// <summary>What half of the packets do not exceed, 99 in 100, 999 in 1,000, and the greatest.</summary>
    internal sealed record Quantiles(double P50, double P99, double P999, double Max);
}
