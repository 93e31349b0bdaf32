using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.RealtimeClients;

/// <summary>Answers one call by a session of a realtime client. What happens in it is <see cref="RealtimeClientCall"/>'s.</summary>
/// <param name="client">Begins sessions.</param>
/// <param name="options">How it works.</param>
/// <param name="tools">The server's tools.</param>
/// <param name="clock">Measures time.</param>
/// <param name="logger">Takes what whoever runs the server should know.</param>
internal sealed class RealtimeClientAgent(
    IRealtimeClient client, RealtimeClientOptions options, IReadOnlyList<ServerTool> tools, TimeProvider clock, ILogger logger) : IVoiceAgent
{
    private readonly IRealtimeClient _client = client;
    private readonly RealtimeClientOptions _options = options;
    private readonly IReadOnlyList<ServerTool> _tools = tools;
    private readonly TimeProvider _clock = clock;
    private readonly ILogger _logger = logger;

    /// <inheritdoc />
    public async Task RunAsync(IAgentCall call, CancellationToken hangUp)
    {
        ArgumentNullException.ThrowIfNull(call);
        var conversation = new RealtimeClientCall(call, _client, _options, _tools, _clock, _logger);
        await conversation.RunAsync(hangUp).ConfigureAwait(false);
    }
}
