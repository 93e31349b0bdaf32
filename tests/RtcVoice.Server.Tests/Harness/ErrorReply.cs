using System.Net.Http.Headers;
using System.Text.Json;

namespace RtcVoice.Server.Tests.Harness;

/// <summary>An error as the API says it.</summary>
internal sealed record ErrorReply(int Status, string Type, string Code, string? Param, string Message)
{
    /// <summary>Reads it from a reply, which is disposed of.</summary>
    public static async Task<ErrorReply> ReadAsync(Task<HttpResponseMessage> sending)
    {
        using HttpResponseMessage reply = await sending;
        return await ReadAsync(reply);
    }

    /// <summary>Reads it from a reply.</summary>
    public static async Task<ErrorReply> ReadAsync(HttpResponseMessage reply)
    {
        string body = await reply.Content.ReadAsStringAsync();
        Assert.That(reply.IsSuccessStatusCode, Is.False, body);
        Assert.That(reply.Content.Headers.ContentType, Is.EqualTo(new MediaTypeHeaderValue("application/json", "utf-8")));
        JsonElement error = JsonDocument.Parse(body).RootElement.GetProperty("error");
        return new ErrorReply(
            (int)reply.StatusCode,
            error.GetProperty("type").GetString()!,
            error.GetProperty("code").GetString()!,
            error.GetProperty("param").GetString(),
            error.GetProperty("message").GetString()!);
    }
}
