using System.Text.Json;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.OpenAi.Commands;

/// <summary>Functions that the model may call: the client's, and the server's beside them.</summary>
internal static class ToolJson
{
    /// <summary>Writes them as the field <c>tools</c>.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<FunctionTool> clients, IReadOnlyList<ServerTool> servers)
    {
        json.WriteStartArray("tools");
        foreach (OfferedTool tool in OfferedTool.Of(clients, servers))
        {
            Write(json, tool);
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

    private static void Write(Utf8JsonWriter json, OfferedTool tool)
    {
        json.WriteStartObject();
        json.WriteString("type", "function");
        json.WriteString("name", tool.Name);
        if (!string.IsNullOrEmpty(tool.Description))
        {
            json.WriteString("description", tool.Description);
        }

        if (tool.Parameters is { } schema)
        {
            json.WritePropertyName("parameters");
            schema.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
