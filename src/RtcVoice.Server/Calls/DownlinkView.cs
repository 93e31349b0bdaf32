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
}
