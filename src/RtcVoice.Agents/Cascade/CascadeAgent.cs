using Microsoft.Extensions.Logging;
using RtcVoice.Agents.Cascade.Answers;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Cascade;

/// <summary>Answers one call by three stages: speech to text, a language model, text to speech. What happens in it is <see cref="CascadeCall"/>'s.</summary>
/// <param name="stages">The stages.</param>
/// <param name="logger">Takes what whoever runs the server should know.</param>
internal sealed class CascadeAgent(CascadeStages stages, ILogger logger) : IVoiceAgent
{
    private readonly CascadeStages _stages = stages;
    private readonly ILogger _logger = logger;

    /// <inheritdoc />
    public bool WorksAhead => _stages.IsPreemptive;

    /// <inheritdoc />
    public async Task RunAsync(IAgentCall call, CancellationToken hangUp)
    {
        ArgumentNullException.ThrowIfNull(call);
        await new CascadeCall(call, _stages, _logger).RunAsync(hangUp).ConfigureAwait(false);
    }
}
