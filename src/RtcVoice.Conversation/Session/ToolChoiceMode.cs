namespace RtcVoice.Conversation.Session;

/// <summary>When the agent calls a function.</summary>
public enum ToolChoiceMode
{
    /// <summary>When it sees fit.</summary>
    Auto,

    /// <summary>Never.</summary>
    None,

    /// <summary>In every response.</summary>
    Required,
}
