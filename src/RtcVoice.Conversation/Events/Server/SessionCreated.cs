namespace RtcVoice.Conversation.Events.Server;

/// <summary>The session is there; the first event of every client.</summary>
internal sealed record SessionCreated : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "session.created";

    /// <summary>The session.</summary>
    public required SessionView Session { get; init; }
}
