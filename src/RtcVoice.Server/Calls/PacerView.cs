using System.Text.Json.Serialization;

namespace RtcVoice.Server.Calls;

/// <summary>The pacer of the process.</summary>
internal sealed record PacerView
{
    [JsonPropertyName("scheduling")]
    public required string Scheduling { get; init; }

    [JsonPropertyName("frames_sent")]
    public required long FramesSent { get; init; }

    [JsonPropertyName("skipped_slots")]
    public required long SkippedSlots { get; init; }

    [JsonPropertyName("underruns")]
    public required long Underruns { get; init; }

    /// <summary>How long after its deadline a frame had been sent.</summary>
    [JsonPropertyName("departure_lateness")]
    public required DurationView DepartureLateness { get; init; }

    /// <summary>How far the time between two departures was from the time between their timestamps.</summary>
    [JsonPropertyName("departure_deviation")]
    public required DurationView DepartureDeviation { get; init; }
}
