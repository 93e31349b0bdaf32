namespace RtcVoice.Conversation.Items;

/// <summary>Something said or written.</summary>
public sealed record MessageItem : ConversationItem
{
    /// <summary>Who says it.</summary>
    public required MessageRole Role { get; init; }

    /// <summary>What is said; empty while nothing is yet.</summary>
    public required IReadOnlyList<ContentPart> Content { get; init; }
}
