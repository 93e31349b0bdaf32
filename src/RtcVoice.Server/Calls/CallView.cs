using System.Text.Json.Serialization;

namespace RtcVoice.Server.Calls;

/// <summary>A call as <c>GET /v1/realtime/calls/{id}</c> shows it.</summary>
internal sealed record CallView
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("object")]
    public string Object { get; } = "realtime.call";

    /// <summary>webrtc or websocket.</summary>
    [JsonPropertyName("transport")]
    public required string Transport { get; init; }

    /// <summary>connecting, connected or ended.</summary>
    [JsonPropertyName("state")]
    public required string State { get; init; }

    /// <summary>Why it ended, or null while it has not.</summary>
    [JsonPropertyName("end_reason")]
    public string? EndReason { get; init; }

    [JsonPropertyName("duration_ms")]
    public required long DurationMs { get; init; }

    /// <summary>When it was made, in seconds of Unix time.</summary>
    [JsonPropertyName("created_at")]
    public long CreatedAt { get; init; }

    /// <summary>The agent that answers.</summary>
    [JsonPropertyName("agent")]
    public string Agent { get; init; } = "";

    /// <summary>The connection of a WebRTC call; absent for others, as all that follows.</summary>
    [JsonPropertyName("peer")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PeerView? Peer { get; init; }

    [JsonPropertyName("uplink")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UplinkView? Uplink { get; init; }

    [JsonPropertyName("downlink")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DownlinkView? Downlink { get; init; }

    /// <summary>Differs from an earlier one when the conversation does; absent before the call is connected, as the two below.</summary>
    [JsonPropertyName("conversation_revision")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ConversationRevision { get; init; }

    [JsonPropertyName("speech")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SpeechView? Speech { get; init; }

    /// <summary>How soon the latest turns were answered, the oldest first.</summary>
    [JsonPropertyName("turns")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TurnView>? Turns { get; init; }

    /// <summary>Figures of the pacer, for the whole process; absent where several calls are shown.</summary>
    [JsonPropertyName("pacer")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PacerView? Pacer { get; init; }
}
