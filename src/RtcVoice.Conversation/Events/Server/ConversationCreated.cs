namespace RtcVoice.Conversation.Events.Server;

/// <summary>The conversation is there.</summary>
internal sealed record ConversationCreated : ServerEvent
{
    /// <inheritdoc />
    public override string Type => "conversation.created";

    /// <summary>The conversation.</summary>
    public required ConversationView Conversation { get; init; }
}
