using System.Text.Json;

namespace RtcVoice.TestKit.Upstreams;

/// <summary>A streamed chat completion as OpenAI shapes it: server-sent events, each a chunk, and <c>[DONE]</c>.</summary>
/// <param name="exchange">The request that it answers.</param>
public sealed class ChatAnswer(HttpExchange exchange)
{
    private readonly HttpExchange _exchange = exchange;

    /// <summary>Begins one.</summary>
    public static async Task<ChatAnswer> BeginAsync(HttpExchange exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        await exchange.BeginAsync("text/event-stream").ConfigureAwait(false);
        var answer = new ChatAnswer(exchange);
        await answer.SendAsync(new { role = "assistant", content = "" }).ConfigureAwait(false);
        return answer;
    }

    /// <summary>Gives a whole one.</summary>
    public static async Task SayAllAsync(HttpExchange exchange, params string[] pieces)
    {
        ChatAnswer answer = await BeginAsync(exchange).ConfigureAwait(false);
        foreach (string piece in pieces)
        {
            await answer.SayAsync(piece).ConfigureAwait(false);
        }

        await answer.EndAsync().ConfigureAwait(false);
    }

    /// <summary>Says something.</summary>
    public Task SayAsync(string text) => SendAsync(new { content = text });

    /// <summary>Calls a function, the arguments in two pieces.</summary>
    public async Task CallAsync(int index, string id, string name, string arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        int half = arguments.Length / 2;
        await SendAsync(new { tool_calls = new[] { new { index, id, type = "function", function = new { name, arguments = arguments[..half] } } } }).ConfigureAwait(false);
        await SendAsync(new { tool_calls = new[] { new { index, function = new { arguments = arguments[half..] } } } }).ConfigureAwait(false);
    }

    /// <summary>Ends it: 10 tokens in, 4 of them cached, and 5 out.</summary>
    public async Task EndAsync(string reason = "stop")
    {
        await SendAsync(new { }, reason).ConfigureAwait(false);
        await SendChunkAsync(new
        {
            id = "chatcmpl-1",
            @object = "chat.completion.chunk",
            created = 1,
            model = "m",
            choices = Array.Empty<object>(),
            usage = new { prompt_tokens = 10, completion_tokens = 5, total_tokens = 15, prompt_tokens_details = new { cached_tokens = 4 } },
        }).ConfigureAwait(false);
        await _exchange.WriteAsync("data: [DONE]\n\n").ConfigureAwait(false);
        await _exchange.EndAsync().ConfigureAwait(false);
    }

    private Task SendAsync(object delta, string? reason = null) => SendChunkAsync(new
    {
        id = "chatcmpl-1",
        @object = "chat.completion.chunk",
        created = 1,
        model = "m",
        choices = new[] { new { index = 0, delta, finish_reason = reason } },
    });

    private Task SendChunkAsync(object chunk) => _exchange.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n");
}
