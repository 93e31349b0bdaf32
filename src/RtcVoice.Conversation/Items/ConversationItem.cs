using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Items;

/// <summary>One item of a conversation, as the Realtime API shapes it. Items do not change: a later state is another item of the same id.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(MessageItem), "message")]
[JsonDerivedType(typeof(FunctionCallItem), "function_call")]
[JsonDerivedType(typeof(FunctionCallOutputItem), "function_call_output")]
[JsonDerivedType(typeof(McpCallItem), "mcp_call")]
public abstract record ConversationItem
{
    private protected ConversationItem()
    {
    }

    /// <summary>The item's identifier, unique in its conversation.</summary>
    public required string Id { get; init; }

    /// <summary>Always <c>realtime.item</c>.</summary>
    [JsonInclude]
    [JsonPropertyName("object")]
    internal string Kind { get; } = "realtime.item";

    /// <summary>How far it has come.</summary>
    public ItemStatus Status { get; init; } = ItemStatus.Completed;
}
