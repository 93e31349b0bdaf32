namespace RtcVoice.Agents.OpenAi;

/// <summary>
/// The configuration under <c>RtcVoice:OpenAi:</c>. The key and the address are those of OpenAI's own clients:
/// <c>OPENAI_API_KEY</c> and <c>OPENAI_BASE_URL</c>.
/// </summary>
public sealed class OpenAiOptions
{
    private const string Local = "local";
    private const string Upstream = "upstream";

    /// <summary>What <see cref="TurnDetection"/> may be.</summary>
    public static IReadOnlyList<string> TurnDetections { get; } = [Local, Upstream];

    internal bool FollowsUpstream => TurnDetection.Equals(Upstream, StringComparison.OrdinalIgnoreCase);

    /// <summary>The model that answers. Clients do not choose it: it is whoever runs the server that pays.</summary>
    /// <value>Default <c>gpt-realtime</c>.</value>
    public string Model { get; set; } = "gpt-realtime";

    /// <summary>The voice of sessions that name none.</summary>
    /// <value>Default empty: the model's own.</value>
    public string Voice { get; set; } = "";

    /// <summary>The model that makes out the person's words, for sessions that name none.</summary>
    /// <value>Default <c>gpt-4o-mini-transcribe</c>; empty for none: the person's words are then not known, and lost when a session is renewed.</value>
    public string TranscriptionModel { get; set; } = "gpt-4o-mini-transcribe";

    /// <summary>Who finds the person's turns.</summary>
    /// <value>
    /// <c>local</c>: voice activity here, with a session's <c>turn_detection</c> as its settings. <c>upstream</c>: the model's own
    /// <c>server_vad</c> or <c>semantic_vad</c>, which gets these and hears the person all the time. Default <c>local</c>.
    /// </value>
    public string TurnDetection { get; set; } = Local;

    /// <summary>Minutes after which the upstream session is renewed, in a pause: OpenAI ends them at 60.</summary>
    /// <value>1 to 59. Default 55.</value>
    public int MaxSessionMinutes { get; set; } = 55;

    /// <summary>Seconds that connecting may take, and that an answer that is asked for meanwhile waits.</summary>
    /// <value>1 to 120. Default 10.</value>
    public int ConnectTimeoutSeconds { get; set; } = 10;

    /// <summary>Seconds of silence of an upstream that has an answer to give, after which it counts as lost.</summary>
    /// <value>1 to 300. Default 30.</value>
    public int ResponseTimeoutSeconds { get; set; } = 30;
}
