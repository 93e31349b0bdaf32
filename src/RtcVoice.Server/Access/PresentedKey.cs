namespace RtcVoice.Server.Access;

/// <summary>The key that a request presents.</summary>
internal static class PresentedKey
{
    private const string Scheme = "Bearer ";

    /// <summary>Browsers cannot set headers of a WebSocket; OpenAI's clients put the key among its subprotocols.</summary>
    private const string Subprotocol = "openai-insecure-api-key.";

    /// <summary>Reads it from <c>Authorization</c> or, for a WebSocket, from its subprotocols; null when there is none.</summary>
    public static string? Of(HttpContext http)
    {
        string header = http.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return header[Scheme.Length..].Trim();
        }

        return http.WebSockets.WebSocketRequestedProtocols
            .FirstOrDefault(p => p.StartsWith(Subprotocol, StringComparison.Ordinal))?[Subprotocol.Length..];
    }
}
