using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.RealtimeClients;

/// <summary>
/// Makes agents that answer by an <see cref="IRealtimeClient"/> of Microsoft.Extensions.AI, whosever it is.
/// </summary>
/// <remarks>
/// The abstraction has no message by which to cancel an answer, to cut one to what was heard, to delete an item or to forget
/// sound, and none by which a provider says that the person speaks. Where the client is OpenAI's, those are sent as OpenAI's
/// own commands through it. Elsewhere turns are found here and only here; what still comes of an answer that was cut is let
/// go, the model is told by a note which words were heard, and where a note is not enough the session gives way to another,
/// which is told the conversation as it was heard. It tells neither rate limits nor why an answer is incomplete, and cached
/// tokens only where a provider counts them: the agent <c>openai</c> stays on OpenAI's protocol for these.
/// </remarks>
public sealed class RealtimeClientAgentFactory : IVoiceAgentFactory
{
    private const int MinRate = 8_000;
    private const int MaxRate = 48_000;
    private const int MaxMinutes = 24 * 60;

    private readonly RealtimeClientOptions _options;
    private readonly IRealtimeClient? _client;
    private readonly IReadOnlyList<ServerTool> _tools;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    /// <summary>Makes the factory; what it needs is checked when it is prepared.</summary>
    /// <param name="options">How agents work.</param>
    /// <param name="client">
    /// Begins a session for each call; null when there is none, and then the agent cannot be prepared. Not disposed here. It is
    /// told of functions but must not run them: the call does.
    /// </param>
    /// <param name="tools">The server's tools, of which the model is told.</param>
    /// <param name="clock">Measures time.</param>
    /// <param name="loggers">Makes the logger of all calls' sessions.</param>
    public RealtimeClientAgentFactory(
        RealtimeClientOptions options, IRealtimeClient? client, IEnumerable<ServerTool> tools, TimeProvider clock, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(loggers);
        _options = options;
        _client = client;
        _tools = [.. tools];
        _clock = clock;
        _logger = loggers.CreateLogger<RealtimeClientAgentFactory>();
    }

    /// <inheritdoc />
    public string Name => "realtime-client";

    /// <inheritdoc />
    public Task PrepareAsync(CancellationToken cancellation)
    {
        RequireClient();
        foreach ((string name, int value, int min, int max) in (ReadOnlySpan<(string, int, int, int)>)
        [
            (nameof(_options.InputSampleRate), _options.InputSampleRate, MinRate, MaxRate),
            (nameof(_options.OutputSampleRate), _options.OutputSampleRate, MinRate, MaxRate),
            (nameof(_options.MaxSessionMinutes), _options.MaxSessionMinutes, 1, MaxMinutes),
            (nameof(_options.ConnectTimeoutSeconds), _options.ConnectTimeoutSeconds, 1, 120),
            (nameof(_options.ResponseTimeoutSeconds), _options.ResponseTimeoutSeconds, 1, 300),
        ])
        {
            if (value < min || value > max)
            {
                throw new InvalidOperationException($"RtcVoice:RealtimeClient:{name} is {value}; write a number from {min} to {max}.");
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public IVoiceAgent Create() => new RealtimeClientAgent(RequireClient(), _options, _tools, _clock, _logger);

    private IRealtimeClient RequireClient() => _client ?? throw new InvalidOperationException(
        "it needs a client; register one among the services, as in builder.Services.AddSingleton<IRealtimeClient>(new OpenAIRealtimeClient(key, model)).");
}
