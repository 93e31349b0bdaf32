using RtcVoice.Conversation.Json;

namespace RtcVoice.Conversation.Session;

/// <summary>Reads the functions that a client offers, and which of them the agent is to call.</summary>
internal static class ToolReader
{
    /// <summary>The longest name of a function.</summary>
    public const int MaxNameLength = 64;

    /// <summary>The most functions of a session.</summary>
    public const int MaxTools = 128;

    private const string NoMcp = "Tools that the server runs are registered on the server, not by clients: send tools of type 'function'.";

    /// <summary>Reads the functions.</summary>
    /// <exception cref="InvalidConfigException">One of them is none.</exception>
    public static IReadOnlyList<FunctionTool> ReadTools(JsonValue value)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return value.List(MaxTools, tool => ReadTool(tool, names));
    }

    /// <summary>
    /// Reads which is to be called. Whether there is one of that name is not looked at: it may be one of the server's, and
    /// tools come and go.
    /// </summary>
    /// <exception cref="InvalidConfigException">It is no choice that there is.</exception>
    public static ToolChoice ReadChoice(JsonValue value)
    {
        if (value.IsText)
        {
            return value.Word(
                ("auto", ToolChoice.Auto), ("none", new ToolChoice(ToolChoiceMode.None)), ("required", new ToolChoice(ToolChoiceMode.Required)));
        }

        if (!value.IsObject)
        {
            throw value.WrongType("'auto', 'none', 'required', or an object that names a function");
        }

        JsonFields fields = value.Fields();
        RequireFunction(fields.Required("type"));
        var read = new ToolChoice(ToolChoiceMode.Required, fields.Required("name").Identifier(MaxNameLength));
        fields.RefuseRest();
        return read;
    }

    private static FunctionTool ReadTool(JsonValue value, HashSet<string> names)
    {
        JsonFields fields = value.Fields();
        RequireFunction(fields.Required("type"));
        JsonValue name = fields.Required("name");
        var read = new FunctionTool
        {
            Name = name.Identifier(MaxNameLength),
            Description = fields.Optional("description", text => text.Text()),
            Parameters = fields.TryGet("parameters", out JsonValue schema) ? schema.KeptObject() : null,
        };
        fields.RefuseRest();
        return names.Add(read.Name) ? read : throw name.Refuse("There is a tool of this name already: send each name once.");
    }

    private static void RequireFunction(JsonValue type)
    {
        switch (type.Text())
        {
            case "function":
                break;
            case "mcp":
                throw type.Refuse(NoMcp);
            default:
                throw type.Refuse("Send 'function'.");
        }
    }
}
