using System.Text.Json.Serialization;

namespace RtcVoice.Server.Calls;

/// <summary>The agent's sound on its way to the browser.</summary>
internal sealed record DownlinkView
{
    [JsonPropertyName("frames_encoded")]
    public required long FramesEncoded { get; init; }

    [JsonPropertyName("underruns")]
    public required long Underruns { get; init; }

    [JsonPropertyName("cuts")]
    public required long Cuts { get; init; }

    [JsonPropertyName("buffered_ms")]
    public required double BufferedMs { get; init; }

    [JsonPropertyName("watermark_ms")]
    public required double WatermarkMs { get; init; }

    /// <summary>Loss that the encoder arms against, in percent; 0 when FEC is off.</summary>
    [JsonPropertyName("fec_percent")]
    public required int FecPercent { get; init; }

    /// <summary>How long after their deadlines half of the latest frames left, some 1.3 s of them; null before the first.</summary>
    [JsonPropertyName("lateness_p50_us")]
    public required double? LatenessP50Us { get; init; }

    /// <summary>The latest of them.</summary>
    [JsonPropertyName("lateness_max_us")]
    public required double? LatenessMaxUs { get; init; }
}
