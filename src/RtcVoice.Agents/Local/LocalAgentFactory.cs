using RtcVoice.Agents.Flite;
using RtcVoice.Agents.Pocketsphinx;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Agents.Local;

/// <summary>Makes local agents, which share one ear and one voice.</summary>
public sealed class LocalAgentFactory : IVoiceAgentFactory, IDisposable
{
    private readonly TimeProvider _clock;
    private FliteVoice? _voice;
    private Ear? _ear;

    /// <summary>Makes the factory; nothing is loaded yet.</summary>
    /// <param name="clock">Tells the agents the time of day, and in which zone.</param>
    public LocalAgentFactory(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
    }

    /// <inheritdoc />
    public string Name => "local";

    /// <inheritdoc />
    /// <exception cref="DllNotFoundException">A library is not installed; the message names its package.</exception>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        _voice ??= new FliteVoice();
        _ear ??= new Ear(SpeechModel.Installed, ConciergeGrammar.Rules);

        // The model is read from disk when it is first used: better now than while the first caller waits.
        SpokenSentence spoken = await _voice.SpeakSentenceAsync("Hello.", cancellationToken: cancellation).ConfigureAwait(false);
        await _ear.ListenAsync(spoken.Pcm, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public IVoiceAgent Create() => _voice is not null && _ear is not null
        ? new LocalAgent(_ear, _voice, _clock)
        : throw new InvalidOperationException("The local agent has not been prepared.");

    /// <inheritdoc />
    public void Dispose()
    {
        _voice?.Dispose();
        _ear?.Dispose();
    }
}
