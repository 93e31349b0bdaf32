using System.Text.Json.Serialization;

namespace RtcVoice.Load.Measures;

/// <summary>What the reference threads have seen.</summary>
/// <param name="Scheduling">How they were scheduled.</param>
/// <param name="Cores">How late each core's was.</param>
/// <param name="StallCount">Wake-ups that were more than 1 ms late.</param>
internal sealed record StallReport(string Scheduling, IReadOnlyList<StallReport.Core> Cores, int StallCount)
{
    /// <summary>Those wake-ups, on CLOCK_MONOTONIC.</summary>
    [JsonIgnore]
    public IReadOnlyList<Stall> Stalls { get; init; } = [];

    /// <summary>Merges the stalls of all cores into times that do not overlap, in order.</summary>
    public List<Stall> Merge()
    {
        List<Stall> merged = [];
        foreach (Stall stall in Stalls.OrderBy(s => s.Start))
        {
            if (merged.Count > 0 && stall.Start <= merged[^1].End)
            {
                merged[^1] = merged[^1] with { End = Math.Max(stall.End, merged[^1].End) };
            }
            else
            {
                merged.Add(stall);
            }
        }

        return merged;
    }

    /// <summary>A time in which the machine stood still, in nanoseconds.</summary>
    internal readonly record struct Stall(long Start, long End);

    /// <summary>How late a core's reference thread was, in microseconds.</summary>
    internal sealed record Core(double P50, double P99, double P999, double Max);
}
