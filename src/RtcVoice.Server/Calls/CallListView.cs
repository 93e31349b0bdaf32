using System.Text.Json.Serialization;

namespace RtcVoice.Server.Calls;

/// <summary>The calls in progress, as <c>GET /v1/realtime/calls</c> shows them.</summary>
/// <param name="Data">The calls, the oldest first.</param>
internal sealed record CallListView([property: JsonPropertyName("data")] IReadOnlyList<CallView> Data)
{
    [JsonPropertyName("object")]
    public string Object { get; } = "list";
}
