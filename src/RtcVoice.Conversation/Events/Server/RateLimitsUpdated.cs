namespace RtcVoice.Conversation.Events.Server;

/// <summary>What may still be asked for.</summary>
internal sealed record RateLimitsUpdated : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "rate_limits.updated";

    /// <summary>The limits.</summary>
    public required IReadOnlyList<RateLimitView> RateLimits { get; init; }
}
