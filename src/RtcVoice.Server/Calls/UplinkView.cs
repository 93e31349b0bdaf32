using System.Text.Json.Serialization;

namespace RtcVoice.Server.Calls;

/// <summary>The person's sound on its way to the agent.</summary>
internal sealed record UplinkView
{
    [JsonPropertyName("packets_late")]
    public required long PacketsLate { get; init; }

    [JsonPropertyName("packets_dropped")]
    public required long PacketsDropped { get; init; }

    [JsonPropertyName("concealed_ms")]
    public required double ConcealedMs { get; init; }

    [JsonPropertyName("recovered_ms")]
    public required double RecoveredMs { get; init; }

    [JsonPropertyName("decoded_ms")]
    public required double DecodedMs { get; init; }

    [JsonPropertyName("jitter_buffer_target_ms")]
    public required double JitterBufferTargetMs { get; init; }

    [JsonPropertyName("jitter_buffer_delay_ms")]
    public required double JitterBufferDelayMs { get; init; }
}
