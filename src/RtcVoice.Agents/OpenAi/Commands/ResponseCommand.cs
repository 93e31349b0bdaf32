using System.Text.Json;
using RtcVoice.Agents.OpenAi.Updates;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;

namespace RtcVoice.Agents.OpenAi.Commands;

/// <summary>Writes <c>response.create</c>: what the response has of its own, and a mark by which its events are known.</summary>
internal static class ResponseCommand
{
    /// <summary>Writes the command.</summary>
    /// <param name="eventId">Its identifier.</param>
    /// <param name="tag">The mark that <c>response.created</c> gives back.</param>
    /// <param name="wanted">What the response is to be.</param>
    /// <param name="session">What the session is configured to.</param>
    /// <param name="tools">The server's tools.</param>
    public static byte[] Write(string eventId, string tag, ResponseConfig wanted, SessionConfig session, IReadOnlyList<ServerTool> tools) =>
        CommandJson.Write("response.create", eventId, json =>
        {
            json.WriteStartObject("response");
            json.WriteStartObject("metadata");
            json.WriteString(RealtimeUpdateReader.TagName, tag);
            json.WriteEndObject();
            WriteDifference(json, wanted, ResponseConfig.Of(session), tools);
            if (wanted.IsOutOfBand)
            {
                json.WriteString("conversation", "none");
            }

            if (wanted.Input is { } input)
            {
                WriteInput(json, input);
            }

            json.WriteEndObject();
        });

    // Long instructions and tools are not sent with every response: the session has them.
    private static void WriteDifference(Utf8JsonWriter json, ResponseConfig wanted, ResponseConfig usual, IReadOnlyList<ServerTool> tools)
    {
        if (wanted.Modality != usual.Modality)
        {
            SessionCommand.WriteModality(json, wanted.Modality);
        }

        if (wanted.Instructions != usual.Instructions)
        {
            json.WriteString("instructions", wanted.Instructions);
        }

        if (!ReferenceEquals(wanted.Tools, usual.Tools))
        {
            ToolJson.Write(json, wanted.Tools, tools);
        }

        if (wanted.ToolChoice != usual.ToolChoice)
        {
            ToolJson.Write(json, wanted.ToolChoice);
        }

        if (wanted.MaxOutputTokens != usual.MaxOutputTokens)
        {
            SessionCommand.WriteMaxTokens(json, wanted.MaxOutputTokens);
        }
    }

    private static void WriteInput(Utf8JsonWriter json, IReadOnlyList<ConversationItem> input)
    {
        json.WriteStartArray("input");
        foreach (ConversationItem item in input)
        {
            if (ItemJson.Write(item) is { } written)
            {
                json.WriteRawValue(written);
            }
        }

        json.WriteEndArray();
    }
}
