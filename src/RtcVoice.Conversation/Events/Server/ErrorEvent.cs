namespace RtcVoice.Conversation.Events.Server;

/// <summary>Something that a client sent, or that went wrong here; the session goes on.</summary>
internal sealed record ErrorEvent : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "error";

    /// <summary>What is wrong.</summary>
    public required ErrorBody Error { get; init; }
}
