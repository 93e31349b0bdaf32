using System.Text.Json;
using System.Text.Json.Serialization;

namespace RtcVoice.Server.Access;

/// <summary>What <c>POST /v1/realtime/client_secrets</c> answers.</summary>
/// <param name="Value">The key: <c>ek_...</c>.</param>
/// <param name="ExpiresAt">When it expires, in seconds of Unix time.</param>
/// <param name="Session">What sessions begun with it are configured to at first, complete.</param>
internal sealed record ClientSecretView(
    [property: JsonPropertyName("value")] string Value,
    [property: JsonPropertyName("expires_at")] long ExpiresAt,
    [property: JsonPropertyName("session")] JsonElement Session);
