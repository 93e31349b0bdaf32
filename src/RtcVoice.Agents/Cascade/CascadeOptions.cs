namespace RtcVoice.Agents.Cascade;

/// <summary>
/// The configuration under <c>RtcVoice:Cascade:</c>. Each stage is a server that speaks OpenAI's HTTP API, or a client of
/// Microsoft.Extensions.AI that is registered as a service, which goes first.
/// </summary>
public sealed class CascadeOptions
{
    /// <summary>Makes out the person's words.</summary>
    public CascadeSttOptions Stt { get; set; } = new();

    /// <summary>Thinks of the answer.</summary>
    public CascadeChatOptions Chat { get; set; } = new();

    /// <summary>Speaks the answer.</summary>
    public CascadeTtsOptions Tts { get; set; } = new();

    /// <summary>
    /// Whether words are made out and an answer is thought of as soon as the person seems to have finished; it is thrown
    /// away when they go on. Sooner answers for more requests.
    /// </summary>
    /// <value>Default false.</value>
    public bool Preemptive { get; set; }
}
