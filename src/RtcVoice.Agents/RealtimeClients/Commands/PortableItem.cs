using System.Text.Json;
using Microsoft.Extensions.AI;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.RealtimeClients.Commands;

/// <summary>Items as the abstraction has them, in words.</summary>
internal static class PortableItem
{
    /// <summary>Makes one.</summary>
    /// <param name="itemId">What it is to be called.</param>
    /// <param name="item">The item.</param>
    /// <returns>Null when there is nothing in the item that could be told.</returns>
    public static RealtimeConversationItem? Of(string itemId, ConversationItem item) => item switch
    {
        MessageItem message when MessageWords.Of(message) is { Length: > 0 } words => new([new TextContent(words)], itemId, RoleOf(message.Role)),
        FunctionCallItem { Status: ItemStatus.Completed } call => new([new FunctionCallContent(call.CallId, call.Name, Read(call.Arguments))], itemId),
        FunctionCallOutputItem output => new([new FunctionResultContent(output.CallId, output.Output)], itemId),
        _ => null,
    };

    private static ChatRole RoleOf(MessageRole role) => role switch
    {
        MessageRole.System => ChatRole.System,
        MessageRole.Assistant => ChatRole.Assistant,
        _ => ChatRole.User,
    };

    // What a model has made up need not be JSON; it is told that it called, all the same.
    private static Dictionary<string, object?> Read(string arguments)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments.Length > 0 ? arguments : "{}") ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
