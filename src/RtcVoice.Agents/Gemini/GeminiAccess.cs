using RtcVoice.Agents.Upstreams;

namespace RtcVoice.Agents.Gemini;

/// <summary>Where the upstream is, what it is shown, and which model is wanted there.</summary>
/// <param name="Endpoint">Where.</param>
/// <param name="Model">The model, by its resource name: <c>models/...</c>.</param>
internal sealed record GeminiAccess(UpstreamEndpoint Endpoint, string Model)
{
    private const string DefaultBaseUrl = "https://generativelanguage.googleapis.com";
    private const string Method = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent";

    /// <summary>Its pongs have been seen to take 30 s (github.com/aicc2025/sip-to-ai/pull/14).</summary>
    private static readonly TimeSpan PongPatience = TimeSpan.FromSeconds(60);

    /// <summary>Makes it of what Google's own clients read from the environment.</summary>
    /// <param name="key">The value of <c>GEMINI_API_KEY</c>.</param>
    /// <param name="baseUrl">The value of <c>GOOGLE_GEMINI_BASE_URL</c>; Google's own when empty.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="InvalidOperationException">Something is missing or cannot be an address; the message says what to write.</exception>
    public static GeminiAccess Of(string? key, string? baseUrl, string model)
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            throw new InvalidOperationException("it needs a key; set GEMINI_API_KEY.");
        }

        if (string.IsNullOrWhiteSpace(model))
        {
            throw new InvalidOperationException("RtcVoice:Gemini:Model is empty; write a model of the Live API, such as gemini-3.8-live.");
        }

        string address = string.IsNullOrWhiteSpace(baseUrl) ? DefaultBaseUrl : baseUrl.Trim();
        if (!UpstreamEndpoint.TryGetSocketAddress(address, out UriBuilder? socket))
        {
            throw new InvalidOperationException($"GOOGLE_GEMINI_BASE_URL is '{address}'; write an http or https address, such as {DefaultBaseUrl}.");
        }

        socket.Path = socket.Path.TrimEnd('/') + Method;
        return new GeminiAccess(
            new UpstreamEndpoint(socket.Uri, "x-goog-api-key", key.Trim()) { PongPatience = PongPatience },
            model.Contains('/', StringComparison.Ordinal) ? model.Trim() : $"models/{model.Trim()}");
    }
}
