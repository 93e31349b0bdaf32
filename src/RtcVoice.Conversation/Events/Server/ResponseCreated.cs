namespace RtcVoice.Conversation.Events.Server;

/// <summary>The agent begins to answer.</summary>
internal sealed record ResponseCreated : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "response.created";

    /// <summary>The response, in progress.</summary>
    public required ResponseView Response { get; init; }
}
