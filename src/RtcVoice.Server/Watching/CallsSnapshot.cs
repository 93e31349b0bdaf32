using System.Text.Json.Serialization;
using RtcVoice.Server.Calls;

namespace RtcVoice.Server.Watching;

/// <summary>The server and all of its calls, at an instant: what <c>GET /v1/realtime/calls/events</c> sends.</summary>
internal sealed record CallsSnapshot
{
    [JsonPropertyName("object")]
    public string Object { get; } = "realtime.calls_snapshot";

    /// <summary>When, in milliseconds of Unix time.</summary>
    [JsonPropertyName("at")]
    public required long At { get; init; }

    /// <summary>Figures of the pacer; its lateness and deviation since the start.</summary>
    [JsonPropertyName("pacer")]
    public required PacerView Pacer { get; init; }

    /// <summary>How long after its deadline a frame had been sent, of all calls since the snapshot before.</summary>
    [JsonPropertyName("recent_lateness")]
    public required DurationView RecentLateness { get; init; }

    /// <summary>How late the busiest call worker is.</summary>
    [JsonPropertyName("tick_lateness_us")]
    public required double TickLatenessUs { get; init; }

    /// <summary>Share of its time that the busiest call worker works, 0 to 1.</summary>
    [JsonPropertyName("worker_busy")]
    public required double WorkerBusy { get; init; }

    /// <summary>Effort that speech is coded with, 0 to 10.</summary>
    [JsonPropertyName("opus_complexity")]
    public required int OpusComplexity { get; init; }

    /// <summary>Whether new calls are taken.</summary>
    [JsonPropertyName("admission_open")]
    public required bool IsAdmissionOpen { get; init; }

    /// <summary>Calls refused because the server was busy.</summary>
    [JsonPropertyName("refused")]
    public required long Refused { get; init; }

    /// <summary>The calls, the oldest first.</summary>
    [JsonPropertyName("calls")]
    public required IReadOnlyList<CallView> Calls { get; init; }
}
