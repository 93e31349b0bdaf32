using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.TestKit.Upstreams;

/// <summary>
/// Stands in for a server of OpenAI's HTTP API: transcriptions, chat completions, speech. What nobody has arranged an answer
/// for waits for the test to give one.
/// </summary>
public sealed class CascadeStandIn : IAsyncDisposable
{
    /// <summary>Samples a second of what is spoken.</summary>
    public const int SampleRate = 24_000;

    private readonly HttpStandIn _server;
    private readonly ConcurrentQueue<HttpExchange> _transcriptions = new();
    private readonly ConcurrentQueue<HttpExchange> _chats = new();
    private readonly ConcurrentQueue<HttpExchange> _speeches = new();

    /// <summary>Begins to listen.</summary>
    public CascadeStandIn() => _server = new HttpStandIn(OnRequest);

    /// <summary>What <c>OPENAI_BASE_URL</c> would be.</summary>
    public string BaseUrl => $"{_server.Address}/v1";

    /// <summary>Answers requests for transcriptions; null leaves that to the test.</summary>
    public Func<HttpExchange, Task>? OnTranscription { get; set; }

    /// <summary>Answers requests for chat completions; null leaves that to the test.</summary>
    public Func<HttpExchange, Task>? OnChat { get; set; }

    /// <summary>Answers requests for speech; null leaves that to the test.</summary>
    public Func<HttpExchange, Task>? OnSpeech { get; set; }

    /// <summary>The requests for transcriptions.</summary>
    public IReadOnlyCollection<HttpExchange> Transcriptions => _transcriptions;

    /// <summary>The requests for chat completions.</summary>
    public IReadOnlyCollection<HttpExchange> Chats => _chats;

    /// <summary>The requests for speech.</summary>
    public IReadOnlyCollection<HttpExchange> Speeches => _speeches;

    /// <summary>Waits until there have been so many requests for a transcription, and gives the last of them.</summary>
    public Task<HttpExchange> TranscriptionAsync(int count = 1) => NthAsync(_transcriptions, count, "transcription");

    /// <summary>Waits until there have been so many requests for a chat completion, and gives the last of them.</summary>
    public Task<HttpExchange> ChatAsync(int count = 1) => NthAsync(_chats, count, "chat");

    /// <summary>Waits until there have been so many requests for speech, and gives the last of them.</summary>
    public Task<HttpExchange> SpeechAsync(int count = 1) => NthAsync(_speeches, count, "speech");

    /// <summary>Has every turn be heard as these words.</summary>
    public void Hear(string words) => OnTranscription = exchange => TranscribeAsync(exchange, words);

    /// <summary>Has every sentence be spoken at once, as long as it takes at ten letters a second.</summary>
    public void Speak() => OnSpeech = exchange => SpeakAsync(exchange, LengthOf(exchange));

    /// <summary>How long <see cref="Speak"/> makes a sentence.</summary>
    public static TimeSpan LengthOf(HttpExchange speech)
    {
        ArgumentNullException.ThrowIfNull(speech);
        return TimeSpan.FromSeconds(speech.Json.GetProperty("input").GetString()!.Length / 10.0);
    }

    /// <summary>Answers with a transcription.</summary>
    public static Task TranscribeAsync(HttpExchange exchange, string words)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        return exchange.RespondAsync(200, System.Text.Json.JsonSerializer.Serialize(new { text = words }));
    }

    /// <summary>Answers with raw PCM, all at once.</summary>
    public static Task SpeakAsync(HttpExchange exchange, TimeSpan length)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        return exchange.RespondAsync(200, "audio/pcm", Sound(length));
    }

    /// <summary>A sound, as raw PCM.</summary>
    public static byte[] Sound(TimeSpan length)
    {
        short[] pcm = new short[(int)Math.Round(length.TotalSeconds * SampleRate)];
        for (int i = 0; i < pcm.Length; i++)
        {
            pcm[i] = (short)(8000 * Math.Sin(2 * Math.PI * 220 * i / SampleRate));
        }

        return MemoryMarshal.AsBytes(pcm.AsSpan()).ToArray();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void OnRequest(HttpExchange exchange)
    {
        (ConcurrentQueue<HttpExchange> queue, Func<HttpExchange, Task>? answer) = exchange.Path switch
        {
            "/v1/audio/transcriptions" => (_transcriptions, OnTranscription),
            "/v1/chat/completions" => (_chats, OnChat),
            "/v1/audio/speech" => (_speeches, OnSpeech),
            _ => (null!, static e => e.RespondAsync(404, """{"error":{"message":"There is nothing here."}}""")),
        };
        queue?.Enqueue(exchange);
        _ = answer?.Invoke(exchange);
    }

    private static async Task<HttpExchange> NthAsync(ConcurrentQueue<HttpExchange> queue, int count, string what)
    {
        await Eventually.IsTrueAsync(() => queue.Count >= count, $"{what} {count}").ConfigureAwait(false);
        return queue.ElementAt(count - 1);
    }
}
