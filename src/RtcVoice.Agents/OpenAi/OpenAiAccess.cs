using RtcVoice.Agents.Upstreams;

namespace RtcVoice.Agents.OpenAi;

/// <summary>Where the upstream is and what it is shown.</summary>
/// <param name="Address">The WebSocket's address, model included.</param>
/// <param name="Key">The key.</param>
internal sealed record OpenAiAccess(Uri Address, string Key)
{
    private const string DefaultBaseUrl = "https://api.openai.com/v1";

    /// <summary>Makes it of what OpenAI's own clients read from the environment.</summary>
    /// <param name="key">The value of <c>OPENAI_API_KEY</c>.</param>
    /// <param name="baseUrl">The value of <c>OPENAI_BASE_URL</c>; OpenAI's own when empty.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="InvalidOperationException">Something is missing or cannot be an address; the message says what to write.</exception>
    public static OpenAiAccess Of(string? key, string? baseUrl, string model)
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            throw new InvalidOperationException("it needs a key; set OPENAI_API_KEY.");
        }

        if (model.Length == 0)
        {
            throw new InvalidOperationException("RtcVoice:OpenAi:Model is empty; write a realtime model, such as gpt-realtime.");
        }

        string address = string.IsNullOrWhiteSpace(baseUrl) ? DefaultBaseUrl : baseUrl.Trim();
        if (!UpstreamEndpoint.TryGetSocketAddress(address, out UriBuilder? socket))
        {
            throw new InvalidOperationException($"OPENAI_BASE_URL is '{address}'; write an http or https address, such as {DefaultBaseUrl}.");
        }

        socket.Path = $"{socket.Path.TrimEnd('/')}/realtime";
        socket.Query = $"model={Uri.EscapeDataString(model)}";
        return new OpenAiAccess(socket.Uri, key.Trim());
    }
}
