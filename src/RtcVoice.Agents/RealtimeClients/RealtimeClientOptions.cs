namespace RtcVoice.Agents.RealtimeClients;

/// <summary>The configuration under <c>RtcVoice:RealtimeClient:</c>. The model, the key and the address are the client's own.</summary>
public sealed class RealtimeClientOptions
{
    /// <summary>The voice of sessions that name none.</summary>
    /// <value>Default empty: the provider's own.</value>
    public string Voice { get; set; } = "";

    /// <summary>The model that makes out the person's words, for sessions that name none.</summary>
    /// <value>Default empty: what the provider does by itself, which of OpenAI's client is nothing.</value>
    public string TranscriptionModel { get; set; } = "";

    /// <summary>Samples a second that the provider is offered, as PCM16, where it does not say another rate.</summary>
    /// <value>8,000 to 48,000. Default 24,000.</value>
    public int InputSampleRate { get; set; } = 24_000;

    /// <summary>Samples a second that the provider is asked for, as PCM16, where it does not say another rate.</summary>
    /// <value>8,000 to 48,000. Default 24,000.</value>
    public int OutputSampleRate { get; set; } = 24_000;

    /// <summary>Minutes after which the provider's session is renewed, in a pause, before the provider ends it.</summary>
    /// <value>1 to 1,440. Default 55.</value>
    public int MaxSessionMinutes { get; set; } = 55;

    /// <summary>Seconds that beginning a session may take, and that an answer that is asked for meanwhile waits.</summary>
    /// <value>1 to 120. Default 10.</value>
    public int ConnectTimeoutSeconds { get; set; } = 10;

    /// <summary>Seconds of silence of a provider that has an answer to give, after which it counts as lost.</summary>
    /// <value>1 to 300. Default 30.</value>
    public int ResponseTimeoutSeconds { get; set; } = 30;
}
