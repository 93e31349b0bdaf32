using RtcVoice.Conversation.Agent;

namespace RtcVoice.Server.Tests.Harness;

/// <summary>Agents that listen and say nothing: most tests are about the connection.</summary>
internal sealed class QuietAgentFactory : IVoiceAgentFactory
{
    public string Name => "quiet";

    public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    public IVoiceAgent Create() => new QuietAgent();

    private sealed class QuietAgent : IVoiceAgent
    {
        public async Task RunAsync(IAgentCall call, CancellationToken hangUp)
        {
            await foreach (AgentEvent _ in call.ReadEventsAsync(hangUp))
            {
                // Heard and let go.
            }
        }
    }
}
