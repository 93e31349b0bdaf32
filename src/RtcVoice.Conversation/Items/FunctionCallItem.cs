namespace RtcVoice.Conversation.Items;

/// <summary>The agent asks the client to run a function.</summary>
public sealed record FunctionCallItem : ConversationItem
{
    /// <summary>Ties the output to the call: <c>call_...</c>.</summary>
    public required string CallId { get; init; }

    /// <summary>Which function.</summary>
    public required string Name { get; init; }

    /// <summary>Its arguments: a JSON object as text; empty while it is being made.</summary>
    public required string Arguments { get; init; }
}
