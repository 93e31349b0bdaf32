using Microsoft.Extensions.Logging;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.Gemini;

/// <summary>Answers one call by a session of the Gemini Live API. What happens in it is <see cref="GeminiCall"/>'s.</summary>
/// <param name="access">Where the upstream is.</param>
/// <param name="options">How it works.</param>
/// <param name="tools">The server's tools.</param>
/// <param name="clock">Measures time.</param>
/// <param name="logger">Takes what whoever runs the server should know.</param>
internal sealed class GeminiAgent(
    GeminiAccess access, GeminiOptions options, IReadOnlyList<ServerTool> tools, TimeProvider clock, ILogger logger) : IVoiceAgent
{
    private readonly GeminiAccess _access = access;
    private readonly GeminiOptions _options = options;
    private readonly IReadOnlyList<ServerTool> _tools = tools;
    private readonly TimeProvider _clock = clock;
    private readonly ILogger _logger = logger;

    /// <inheritdoc />
    public async Task RunAsync(IAgentCall call, CancellationToken hangUp)
    {
        ArgumentNullException.ThrowIfNull(call);
        var conversation = new GeminiCall(call, _access, _options, _tools, _clock, _logger);
        await conversation.RunAsync(hangUp).ConfigureAwait(false);
    }
}
