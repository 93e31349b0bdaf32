using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using RtcVoice.Agents.Cascade.Answers;
using RtcVoice.Agents.Cascade.Clients;
using RtcVoice.Agents.Flite;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.Cascade;

/// <summary>Makes agents that answer by a cascade of speech to text, a language model and text to speech.</summary>
public sealed class CascadeAgentFactory : IVoiceAgentFactory, IDisposable
{
    private const int MinRate = 8_000;
    private const int MaxRate = 48_000;
    private const int MaxTimeoutSeconds = 300;
    private const float MaxTemperature = 2;

    private readonly CascadeOptions _options;
    private readonly string? _key;
    private readonly string? _baseUrl;
    private readonly ISpeechToTextClient? _stt;
    private readonly IChatClient? _chat;
    private readonly ITextToSpeechClient? _tts;
    private readonly IReadOnlyList<ServerTool> _tools;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly List<IDisposable> _owned = [];
    private CascadeStages? _stages;

    /// <summary>Makes the factory; what it needs is checked when it is prepared.</summary>
    /// <param name="options">How agents work.</param>
    /// <param name="key">The key of stages that have none of their own (<c>OPENAI_API_KEY</c>).</param>
    /// <param name="baseUrl">The address of stages that have none of their own (<c>OPENAI_BASE_URL</c>), such as <c>https://api.openai.com/v1</c>, which it is when empty.</param>
    /// <param name="stt">Makes out words; null for a server by the options. Not disposed here, as the two below.</param>
    /// <param name="chat">Thinks; null for a server by the options. It is told of functions but must not run them: the call does.</param>
    /// <param name="tts">Speaks PCM16 (<c>audio/pcm</c>, <c>audio/l16</c>) or WAV; null for a server by the options.</param>
    /// <param name="tools">The server's tools, of which the model is told.</param>
    /// <param name="clock">Measures time.</param>
    /// <param name="loggers">Makes the logger of all calls.</param>
    public CascadeAgentFactory(
        CascadeOptions options,
        string? key,
        string? baseUrl,
        ISpeechToTextClient? stt,
        IChatClient? chat,
        ITextToSpeechClient? tts,
        IEnumerable<ServerTool> tools,
        TimeProvider clock,
        ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(loggers);
        _options = options;
        _key = key;
        _baseUrl = baseUrl;
        _stt = stt;
        _chat = chat;
        _tts = tts;
        _tools = [.. tools];
        _clock = clock;
        _logger = loggers.CreateLogger<CascadeAgentFactory>();
    }

    /// <inheritdoc />
    public string Name => "cascade";

    /// <inheritdoc />
    /// <exception cref="DllNotFoundException">The local voice is not installed; the message names its package.</exception>
    public Task PrepareAsync(CancellationToken cancellation)
    {
        if (FindMistake() is { } mistake)
        {
            throw new InvalidOperationException(mistake);
        }

        var clients = new CascadeClients(
            _stt ?? Own(OpenAiClients.SpeechToText(Endpoint("Stt", _options.Stt))),
            _chat ?? Own(OpenAiClients.Chat(Endpoint("Chat", _options.Chat))),
            _tts ?? Own(MakeVoice()));
        _stages = new CascadeStages(clients, _options, _tools, _clock);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public IVoiceAgent Create() => new CascadeAgent(
        _stages ?? throw new InvalidOperationException("The cascade agent has not been prepared."), _logger);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (IDisposable client in _owned)
        {
            client.Dispose();
        }
    }

    private ITextToSpeechClient MakeVoice() => _options.Tts is { Model: CascadeTtsOptions.LocalModel, BaseUrl.Length: 0 }
        ? new FliteSpeechClient(new FliteVoice())
        : OpenAiClients.TextToSpeech(Endpoint("Tts", _options.Tts));

    private StageEndpoint Endpoint(string stage, CascadeStageOptions options) => StageEndpoint.Of(stage, options, _key, _baseUrl);

    private T Own<T>(T client)
        where T : IDisposable
    {
        _owned.Add(client);
        return client;
    }

    private string? FindMistake()
    {
        foreach ((string stage, CascadeStageOptions options) in
            (ReadOnlySpan<(string, CascadeStageOptions)>)[("Stt", _options.Stt), ("Chat", _options.Chat), ("Tts", _options.Tts)])
        {
            if (options.TimeoutSeconds is < 1 or > MaxTimeoutSeconds)
            {
                return $"RtcVoice:Cascade:{stage}:TimeoutSeconds is {options.TimeoutSeconds}; write a number from 1 to {MaxTimeoutSeconds}.";
            }
        }

        return this switch
        {
            { _options.Chat.Temperature: < 0 or > MaxTemperature } =>
                $"RtcVoice:Cascade:Chat:Temperature is {_options.Chat.Temperature}; write a number from 0 to {MaxTemperature}, or leave it out.",
            { _options.Tts.Format: not ("pcm" or "wav") } =>
                $"RtcVoice:Cascade:Tts:Format is '{_options.Tts.Format}'; write pcm or wav.",
            { _options.Tts.SampleRate: < MinRate or > MaxRate } =>
                $"RtcVoice:Cascade:Tts:SampleRate is {_options.Tts.SampleRate}; write a number from {MinRate} to {MaxRate}.",
            _ => null,
        };
    }
}
