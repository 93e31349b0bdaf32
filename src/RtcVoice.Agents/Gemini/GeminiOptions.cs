namespace RtcVoice.Agents.Gemini;

/// <summary>
/// The configuration under <c>RtcVoice:Gemini:</c>. The key and the address are those of Google's own clients:
/// <c>GEMINI_API_KEY</c> and <c>GOOGLE_GEMINI_BASE_URL</c>.
/// </summary>
public sealed class GeminiOptions
{
    /// <summary>The model that answers. Clients do not choose it: it is whoever runs the server that pays.</summary>
    /// <value>A model of the Live API. Default <c>gemini-3.8-live</c>.</value>
    public string Model { get; set; } = "gemini-3.8-live";

    /// <summary>The voice of sessions that name none, or one of OpenAI's.</summary>
    /// <value>Default empty: the model's own.</value>
    public string Voice { get; set; } = "";

    /// <summary>Seconds that connecting may take, and that an answer that is asked for meanwhile waits.</summary>
    /// <value>1 to 120. Default 10.</value>
    public int ConnectTimeoutSeconds { get; set; } = 10;

    /// <summary>Seconds of silence of an upstream that has an answer to give, after which it counts as lost.</summary>
    /// <value>1 to 300. Default 30.</value>
    public int ResponseTimeoutSeconds { get; set; } = 30;
}
