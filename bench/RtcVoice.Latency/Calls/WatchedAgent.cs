using System.Runtime.CompilerServices;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Latency.Calls;

/// <summary>An agent, and someone who sees what happens in its calls at the moment when it learns of it.</summary>
internal sealed class WatchedAgent(IVoiceAgentFactory agents, Action<AgentEvent> watcher) : IVoiceAgentFactory
{
    /// <inheritdoc />
    public string Name => agents.Name;

    /// <inheritdoc />
    public Task PrepareAsync(CancellationToken cancellation) => agents.PrepareAsync(cancellation);

    /// <inheritdoc />
    public IVoiceAgent Create() => new Agent(agents.Create(), watcher);

    private sealed class Agent(IVoiceAgent agent, Action<AgentEvent> watcher) : IVoiceAgent
    {
        public Task RunAsync(IAgentCall call, CancellationToken hangUp) => agent.RunAsync(new Call(call, watcher), hangUp);
    }

    private sealed class Call(IAgentCall call, Action<AgentEvent> watcher) : IAgentCall
    {
        public string Id => call.Id;

        public SessionConfig Session => call.Session;

        public async IAsyncEnumerable<AgentEvent> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (AgentEvent happening in call.ReadEventsAsync(cancellation))
            {
                watcher(happening);
                yield return happening;
            }
        }

        public Task<AgentResponse> BeginResponseAsync(CancellationToken cancellation) => call.BeginResponseAsync(cancellation);

        public void WriteUserTranscript(string itemId, string delta) => call.WriteUserTranscript(itemId, delta);

        public void CompleteUserTranscript(string itemId, string transcript) => call.CompleteUserTranscript(itemId, transcript);

        public void FailUserTranscript(string itemId, string code, string message) => call.FailUserTranscript(itemId, code, message);

        public void ReportError(string code, string message) => call.ReportError(code, message);
    }
}
