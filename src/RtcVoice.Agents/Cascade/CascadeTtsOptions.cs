namespace RtcVoice.Agents.Cascade;

/// <summary>How answers are spoken: <c>/audio/speech</c>, a sentence at a time.</summary>
public sealed class CascadeTtsOptions : CascadeStageOptions
{
    /// <summary>The name of the model that speaks here, with flite, and needs no server.</summary>
    public const string LocalModel = "flite";

    /// <summary>OpenAI's model.</summary>
    public CascadeTtsOptions()
        : base("gpt-4o-mini-tts", timeoutSeconds: 15)
    {
    }

    /// <summary>The voice of sessions that name none.</summary>
    /// <value>Default <c>alloy</c>.</value>
    public string Voice { get; set; } = "alloy";

    /// <summary>What the server is asked for.</summary>
    /// <value><c>pcm</c>, 16 bits, mono, little endian, which sounds with its first bytes; or <c>wav</c>. Default <c>pcm</c>.</value>
    public string Format { get; set; } = "pcm";

    /// <summary>Samples a second of <c>pcm</c>, which does not say it itself.</summary>
    /// <value>8,000 to 48,000. Default 24,000, as OpenAI has it.</value>
    public int SampleRate { get; set; } = 24_000;
}
