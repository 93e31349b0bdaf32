using System.Text.Json.Serialization;

namespace RtcVoice.Server.Calls;

/// <summary>The connection of a call.</summary>
internal sealed record PeerView
{
    [JsonPropertyName("connection_state")]
    public required string ConnectionState { get; init; }

    [JsonPropertyName("remote")]
    public string? Remote { get; init; }

    [JsonPropertyName("srtp_profile")]
    public string? SrtpProfile { get; init; }

    [JsonPropertyName("time_to_connect_ms")]
    public double? TimeToConnectMs { get; init; }

    [JsonPropertyName("packets_received")]
    public long PacketsReceived { get; init; }

    [JsonPropertyName("packets_sent")]
    public long PacketsSent { get; init; }

    [JsonPropertyName("datagrams_dropped")]
    public long DatagramsDropped { get; init; }

    [JsonPropertyName("round_trip_ms")]
    public double? RoundTripMs { get; init; }

    [JsonPropertyName("remote_loss")]
    public double? RemoteLoss { get; init; }

    [JsonPropertyName("remote_jitter_ms")]
    public double? RemoteJitterMs { get; init; }
}
