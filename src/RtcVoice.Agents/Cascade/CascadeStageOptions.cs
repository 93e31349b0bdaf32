namespace RtcVoice.Agents.Cascade;

/// <summary>Where a stage of the cascade is, and how long it is waited for.</summary>
public abstract class CascadeStageOptions
{
    private protected CascadeStageOptions(string model, int timeoutSeconds)
    {
        Model = model;
        TimeoutSeconds = timeoutSeconds;
    }

    /// <summary>Where its server speaks OpenAI's HTTP API, such as <c>http://127.0.0.1:11434/v1</c>.</summary>
    /// <value>Default empty: <c>OPENAI_BASE_URL</c>, or OpenAI's own.</value>
    public string BaseUrl { get; set; } = "";

    /// <summary>The key that its server is shown.</summary>
    /// <value>Default empty: <c>OPENAI_API_KEY</c>.</value>
    public string ApiKey { get; set; } = "";

    /// <summary>The model, by its server's name. Clients do not choose it: it is whoever runs the server that pays.</summary>
    public string Model { get; set; }

    /// <summary>Seconds without a sign of its server, after which it is tried again or given up.</summary>
    /// <value>1 to 300.</value>
    public int TimeoutSeconds { get; set; }
}
