namespace RtcVoice.Agents.Cascade;

/// <summary>How the person's words are made out: <c>/audio/transcriptions</c>.</summary>
public sealed class CascadeSttOptions : CascadeStageOptions
{
    /// <summary>OpenAI's model.</summary>
    public CascadeSttOptions()
        : base("gpt-4o-mini-transcribe", timeoutSeconds: 15)
    {
    }

    /// <summary>The language of sessions that name none, as ISO 639-1.</summary>
    /// <value>Default empty: whichever is heard.</value>
    public string Language { get; set; } = "";
}
