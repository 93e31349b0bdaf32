namespace RtcVoice.Conversation.Events.Server;

/// <summary>The session's configuration has changed.</summary>
internal sealed record SessionUpdated : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "session.updated";

    /// <summary>The session.</summary>
    public required SessionView Session { get; init; }
}
