namespace RtcVoice.Conversation.Agent;

/// <summary>Makes an agent for each call. Registered by name; configuration says which name answers.</summary>
public interface IVoiceAgentFactory
{
    /// <summary>The name in the configuration, in lower case: <c>local</c>, <c>openai</c>...</summary>
    string Name { get; }

    /// <summary>
    /// Makes what the first call would otherwise wait for (models, voices) and checks what the agent needs.
    /// </summary>
    /// <exception cref="InvalidOperationException">Something is missing; the message says what to do.</exception>
    Task PrepareAsync(CancellationToken cancellation);

    /// <summary>Makes the agent of one call.</summary>
    IVoiceAgent Create();
}
