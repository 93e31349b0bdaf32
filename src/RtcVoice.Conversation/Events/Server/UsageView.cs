namespace RtcVoice.Conversation.Events.Server;

/// <summary>The tokens that a response took.</summary>
internal sealed record UsageView
{
    public required int TotalTokens { get; init; }

    public required int InputTokens { get; init; }

    public required int OutputTokens { get; init; }

    public required InputDetails InputTokenDetails { get; init; }

    public required OutputDetails OutputTokenDetails { get; init; }

    /// <summary>What the tokens that went in were.</summary>
    internal sealed record InputDetails(int TextTokens, int AudioTokens, int ImageTokens, int CachedTokens);

    /// <summary>What the tokens that came out were.</summary>
    internal sealed record OutputDetails(int TextTokens, int AudioTokens);
}
