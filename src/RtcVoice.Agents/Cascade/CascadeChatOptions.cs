namespace RtcVoice.Agents.Cascade;

/// <summary>How answers are thought of: <c>/chat/completions</c>, streamed.</summary>
public sealed class CascadeChatOptions : CascadeStageOptions
{
    /// <summary>OpenAI's model.</summary>
    public CascadeChatOptions()
        : base("gpt-4o-mini", timeoutSeconds: 30)
    {
    }

    /// <summary>How much chance is in the answers, 0 to 2.</summary>
    /// <value>Default null: the model's own.</value>
    public float? Temperature { get; set; }
}
