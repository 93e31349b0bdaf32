using System.Text.Json.Serialization;

namespace RtcVoice.Server.Realtime;

/// <summary>A session's configuration that names a model and nothing else.</summary>
/// <param name="Model">The model.</param>
internal sealed record ModelOnly([property: JsonPropertyName("model")] string Model);
