using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.Gemini.Conversation;

/// <summary>
/// Puts items into words for a model that takes only what a person says and what it says itself; what is neither stands in
/// brackets.
/// </summary>
internal static class ItemText
{
    /// <summary>The words of an item as a turn of the past.</summary>
    /// <returns>Null when there is nothing in it that could be told.</returns>
    public static HistoryTurn? Remember(ConversationItem item) => item switch
    {
        MessageItem { Role: MessageRole.Assistant } said => MessageWords.Of(said) is { Length: > 0 } words ? new HistoryTurn(true, words) : null,
        MessageItem { Role: MessageRole.User, Content: [InputAudioPart { Transcript: null }] } => new HistoryTurn(false, "[The person has said something that was not made out.]"),
        _ => Tell(item) is { } text ? new HistoryTurn(false, text) : null,
    };

    /// <summary>The words of an item as something that the person adds now.</summary>
    /// <returns>Null when there is nothing in it that could be told.</returns>
    public static string? Tell(ConversationItem item) => item switch
    {
        MessageItem message when MessageWords.Of(message) is { Length: > 0 } words => message.Role switch
        {
            MessageRole.User => words,
            MessageRole.Assistant => $"[You have said: \"{words}\"]",
            _ => $"[{words}]",
        },
        FunctionCallItem { Status: ItemStatus.Completed } call => $"[You have called the function {call.Name} with {call.Arguments} as the call {call.CallId}.]",
        FunctionCallOutputItem output => $"[The call {output.CallId} has returned: {output.Output}]",
        _ => null,
    };
}
