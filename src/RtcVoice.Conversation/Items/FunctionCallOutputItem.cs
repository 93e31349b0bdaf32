namespace RtcVoice.Conversation.Items;

/// <summary>What a function that the client ran has returned.</summary>
public sealed record FunctionCallOutputItem : ConversationItem
{
    /// <summary>The call that it answers.</summary>
    public required string CallId { get; init; }

    /// <summary>What came out, as text; JSON by custom.</summary>
    public required string Output { get; init; }
}
