using System.Text.Json.Serialization;
using RtcVoice.Pacing;

namespace RtcVoice.Server.Calls;

/// <summary>A distribution of durations, in microseconds.</summary>
internal sealed record DurationView(
    [property: JsonPropertyName("count")] long Count,
    [property: JsonPropertyName("p50_us")] double P50,
    [property: JsonPropertyName("p99_us")] double P99,
    [property: JsonPropertyName("p99_9_us")] double P999,
    [property: JsonPropertyName("max_us")] double Max)
{
    public static DurationView Of(DurationSummary summary) => new(
        summary.Count,
        summary.P50.TotalMicroseconds,
        summary.P99.TotalMicroseconds,
        summary.P999.TotalMicroseconds,
        summary.Max.TotalMicroseconds);
}
