using Microsoft.Extensions.Logging;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.Gemini;

/// <summary>Makes agents that answer by the Gemini Live API, or by whatever speaks it.</summary>
public sealed class GeminiAgentFactory : IVoiceAgentFactory
{
    private readonly GeminiOptions _options;
    private readonly string? _key;
    private readonly string? _baseUrl;
    private readonly IReadOnlyList<ServerTool> _tools;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private GeminiAccess? _access;

    /// <summary>Makes the factory; what it needs is checked when it is prepared.</summary>
    /// <param name="options">How agents work.</param>
    /// <param name="key">The API key (<c>GEMINI_API_KEY</c>).</param>
    /// <param name="baseUrl">The API's address (<c>GOOGLE_GEMINI_BASE_URL</c>), such as <c>https://generativelanguage.googleapis.com</c>, which it is when empty.</param>
    /// <param name="tools">The server's tools, of which the model is told.</param>
    /// <param name="clock">Measures time.</param>
    /// <param name="loggers">Makes the logger of all calls' connections.</param>
    public GeminiAgentFactory(
        GeminiOptions options, string? key, string? baseUrl, IEnumerable<ServerTool> tools, TimeProvider clock, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(loggers);
        _options = options;
        _key = key;
        _baseUrl = baseUrl;
        _tools = [.. tools];
        _clock = clock;
        _logger = loggers.CreateLogger<GeminiAgentFactory>();
    }

    /// <inheritdoc />
    public string Name => "gemini";

    /// <inheritdoc />
    public Task PrepareAsync(CancellationToken cancellation)
    {
        _access = GeminiAccess.Of(_key, _baseUrl, _options.Model);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public IVoiceAgent Create() => new GeminiAgent(
        _access ?? throw new InvalidOperationException("The gemini agent has not been prepared."), _options, _tools, _clock, _logger);
}
