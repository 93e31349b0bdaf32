using RtcVoice.Conversation.Agent;

namespace RtcVoice.Server.Hosting;

/// <summary>Makes agents of a function that converses.</summary>
/// <param name="name">The name in the configuration.</param>
/// <param name="converse">Converses until the person hangs up; run once per call.</param>
internal sealed class DelegateAgentFactory(string name, Func<IAgentCall, CancellationToken, Task> converse) : IVoiceAgentFactory
{
    private readonly Func<IAgentCall, CancellationToken, Task> _converse = converse;

    /// <inheritdoc />
    public string Name { get; } = name;

    /// <inheritdoc />
    public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc />
    public IVoiceAgent Create() => new DelegateAgent(_converse);

    private sealed class DelegateAgent(Func<IAgentCall, CancellationToken, Task> converse) : IVoiceAgent
    {
        public Task RunAsync(IAgentCall call, CancellationToken hangUp) => converse(call, hangUp);
    }
}
