using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;

namespace RtcVoice.Agents.Cascade.Clients;

/// <summary>
/// Makes the clients of servers that speak OpenAI's HTTP API. They try each request once and wait for ever: how often and
/// how long is for the stages to say.
/// </summary>
internal static class OpenAiClients
{
    /// <summary>A turn is a minute at most, and its words a few kilobytes.</summary>
    private const long MaxTranscriptBytes = 1 << 20;

    /// <summary>Each token is an event of a few hundred bytes: room for ten thousand and more.</summary>
    private const long MaxChatBytes = 8 << 20;

    /// <summary>Two minutes of 48 kHz, where a sentence is 300 characters.</summary>
    private const long MaxSpeechBytes = 12 << 20;

    /// <summary>A client of <c>/audio/transcriptions</c>.</summary>
    public static ISpeechToTextClient SpeechToText(StageEndpoint endpoint) =>
        Client(endpoint, MaxTranscriptBytes).GetAudioClient(endpoint.Model).AsISpeechToTextClient();

    /// <summary>A client of <c>/chat/completions</c>.</summary>
    public static IChatClient Chat(StageEndpoint endpoint) =>
        Client(endpoint, MaxChatBytes).GetChatClient(endpoint.Model).AsIChatClient();

    /// <summary>A client of <c>/audio/speech</c>.</summary>
    public static ITextToSpeechClient TextToSpeech(StageEndpoint endpoint) => new SpeechClient(Http(MaxSpeechBytes), endpoint);

    private static OpenAIClient Client(StageEndpoint endpoint, long maxBytes) => new(
        new ApiKeyCredential(endpoint.Key),
        new OpenAIClientOptions
        {
            Endpoint = endpoint.Address,
            Transport = new HttpClientPipelineTransport(Http(maxBytes)),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        });

    private static HttpClient Http(long maxBytes) => new(new BoundedResponses(maxBytes)) { Timeout = Timeout.InfiniteTimeSpan };
}
