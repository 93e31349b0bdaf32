using System.Text;
using System.Text.Json;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Server.Realtime;

/// <summary>Reads what came with a request, up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>A session's configuration holds instructions and tools.</summary>
    public const int MaxSessionBytes = 256 * 1024;

    /// <summary>Reads UTF-8 text, or null when it is longer than <paramref name="limit"/> bytes.</summary>
    public static async Task<string?> ReadTextAsync(Stream body, int limit, CancellationToken cancellation)
    {
        byte[] buffer = new byte[limit + 1];
        int length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return length > limit ? null : Encoding.UTF8.GetString(buffer, 0, length);
    }

    /// <summary>Reads JSON; to be disposed of.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">What is wrong when it is no JSON; null for the whole body.</param>
    /// <exception cref="InvalidConfigException">It is no JSON.</exception>
    public static JsonDocument Parse(string text, string? path)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new InvalidConfigException("invalid_json", $"This is not JSON: send one JSON object. {e.Message}", path);
        }
    }
}
