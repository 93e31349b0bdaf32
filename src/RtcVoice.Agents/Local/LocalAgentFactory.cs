using RtcVoice.Agents.Flite;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Local;

/// <summary>Makes local agents, which share one voice.</summary>
public sealed class LocalAgentFactory : IVoiceAgentFactory, IDisposable
{
    private FliteVoice? _voice;

    /// <inheritdoc />
    public string Name => "local";

    /// <inheritdoc />
    public Task PrepareAsync(CancellationToken cancellation)
    {
        _voice ??= new FliteVoice();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public IVoiceAgent Create() => new LocalAgent(_voice ?? throw new InvalidOperationException("The local agent has not been prepared."));

    /// <inheritdoc />
    public void Dispose() => _voice?.Dispose();
}
