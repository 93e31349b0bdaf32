using System.Text.Json;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.OpenAi.Commands;

/// <summary>Functions that the model may call: the client's, and the server's beside them.</summary>
internal static class ToolJson
{
    /// <summary>Writes them as the field <c>tools</c>. Where two have one name it is the server's that is run, so that one is told of.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<FunctionTool> clients, IReadOnlyList<ServerTool> servers)
    {
        json.WriteStartArray("tools");
        foreach (FunctionTool tool in clients.Where(c => servers.All(s => s.Function.Name != c.Name)))
        {
            Write(json, tool.Name, tool.Description, tool.Parameters);
        }

        foreach (ServerTool tool in servers)
        {
            Write(json, tool.Function.Name, tool.Function.Description, tool.Function.JsonSchema);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes which is called as the field <c>tool_choice</c>.</summary>
    public static void Write(Utf8JsonWriter json, ToolChoice choice)
    {
        json.WritePropertyName("tool_choice");
        if (choice.Function is { } function)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteString("name", function);
            json.WriteEndObject();
            return;
        }

        json.WriteStringValue(choice.Mode switch
        {
            ToolChoiceMode.None => "none",
            ToolChoiceMode.Required => "required",
            _ => "auto",
        });
    }

    private static void Write(Utf8JsonWriter json, string name, string? description, JsonElement? parameters)
    {
        json.WriteStartObject();
        json.WriteString("type", "function");
        json.WriteString("name", name);
        if (!string.IsNullOrEmpty(description))
        {
            json.WriteString("description", description);
        }

        if (parameters is { } schema)
        {
            json.WritePropertyName("parameters");
            schema.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
