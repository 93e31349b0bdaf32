using System.Text.Json;
using RtcVoice.Agents.Upstreams;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Agents.OpenAi.Commands;

/// <summary>
/// Items as the upstream takes them from a client: without their state, and what was said aloud as text, since sound of an
/// assistant's cannot be given to it. Their ids stand beside them.
/// </summary>
internal static class ItemJson
{
    /// <summary>Writes an item.</summary>
    /// <returns>An object; null when there is nothing in the item that could be told.</returns>
    public static byte[]? Write(ConversationItem item) => item switch
    {
        MessageItem message when MessageWords.Of(message) is { Length: > 0 } text => WriteMessage(message.Role, text),
        FunctionCallItem { Status: ItemStatus.Completed } call => UpstreamJson.Write(json =>
        {
            json.WriteString("type", "function_call");
            json.WriteString("call_id", call.CallId);
            json.WriteString("name", call.Name);
            json.WriteString("arguments", call.Arguments);
        }),
        FunctionCallOutputItem output => UpstreamJson.Write(json =>
        {
            json.WriteString("type", "function_call_output");
            json.WriteString("call_id", output.CallId);
            json.WriteString("output", output.Output);
        }),
        _ => null,
    };

    private static byte[] WriteMessage(MessageRole role, string text) => UpstreamJson.Write(json =>
    {
        json.WriteString("type", "message");
        json.WriteString("role", role switch
        {
            MessageRole.Assistant => "assistant",
            MessageRole.System => "system",
            _ => "user",
        });
        json.WriteStartArray("content");
        json.WriteStartObject();
        json.WriteString("type", role == MessageRole.Assistant ? "output_text" : "input_text");
        json.WriteString("text", text);
        json.WriteEndObject();
        json.WriteEndArray();
    });
}
