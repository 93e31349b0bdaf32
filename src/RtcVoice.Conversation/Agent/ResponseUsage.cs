namespace RtcVoice.Conversation.Agent;

/// <summary>The tokens that a response took, as its provider counts them.</summary>
public sealed record ResponseUsage
{
    /// <summary>Text that went in.</summary>
    public int InputTextTokens { get; init; }

    /// <summary>Sound that went in.</summary>
    public int InputAudioTokens { get; init; }

    /// <summary>Pictures that went in.</summary>
    public int InputImageTokens { get; init; }

    /// <summary>Of all that went in, what was cached.</summary>
    public int CachedTokens { get; init; }

    /// <summary>Text that came out.</summary>
    public int OutputTextTokens { get; init; }

    /// <summary>Sound that came out.</summary>
    public int OutputAudioTokens { get; init; }
}
