using RtcVoice.Conversation.Json;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Items;

/// <summary>Reads an item that a client made. Items of the server's own kinds are refused.</summary>
internal static class ItemReader
{
    /// <summary>The longest identifier of an item.</summary>
    public const int MaxIdLength = 64;

    // Agents bring the identifiers of their upstreams, which are longer than ours.
    private const int MaxCallIdLength = 256;

    /// <summary>Reads an item; its id is empty when the client left it to the server.</summary>
    /// <exception cref="InvalidConfigException">It is not one.</exception>
    public static ConversationItem Read(JsonValue value)
    {
        JsonFields fields = value.Fields();
        JsonValue type = fields.Required("type");
        string id = fields.Optional("id", text => text.Identifier(MaxIdLength)) ?? "";
        ItemStatus status = fields.TryGet("status", out JsonValue word) ? ReadStatus(word) : ItemStatus.Completed;
        if (fields.TryGet("object", out JsonValue kind))
        {
            kind.Word(("realtime.item", true));
        }

        ConversationItem item = type.Text() switch
        {
            "message" => ReadMessage(fields, id, status),
            "function_call" => new FunctionCallItem
            {
                Id = id,
                Status = status,
                CallId = fields.Required("call_id").Name(MaxCallIdLength),
                Name = fields.Required("name").Identifier(ToolReader.MaxNameLength),
                Arguments = fields.Required("arguments").Text(),
            },
            "function_call_output" => new FunctionCallOutputItem
            {
                Id = id,
                Status = status,
                CallId = fields.Required("call_id").Name(MaxCallIdLength),
                Output = fields.Required("output").Text(),
            },
            "item_reference" => throw type.Refuse("References to items are not taken: send the item itself."),
            _ => throw type.Refuse("Clients make no items of this type: send 'message', 'function_call_output' or 'function_call'."),
        };
        fields.RefuseRest();
        return item;
    }

    private static MessageItem ReadMessage(JsonFields fields, string id, ItemStatus status)
    {
        MessageRole role = fields.Required("role").Word(
            ("user", MessageRole.User), ("assistant", MessageRole.Assistant), ("system", MessageRole.System));
        return new MessageItem
        {
            Id = id,
            Status = status,
            Role = role,
            Content = fields.Required("content").List(int.MaxValue, part => ContentPartReader.Read(part, role)),
        };
    }

    private static ItemStatus ReadStatus(JsonValue word) => word.Word(
        ("completed", ItemStatus.Completed), ("incomplete", ItemStatus.Incomplete), ("in_progress", ItemStatus.InProgress));
}
