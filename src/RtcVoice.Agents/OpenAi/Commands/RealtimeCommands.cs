using System.Text.Json;

namespace RtcVoice.Agents.OpenAi.Commands;

/// <summary>The commands that are a few fields each (wire contract, C.3).</summary>
internal static class RealtimeCommands
{
    /// <summary>Adds sound to the buffer.</summary>
    /// <param name="pcm">Little-endian PCM16 at 24 kHz.</param>
    public static byte[] AppendSound(byte[] pcm) => CommandJson.Write("input_audio_buffer.append", null, json => json.WriteBase64String("audio", pcm));

    /// <summary>Forgets the sound in the buffer.</summary>
    public static byte[] ClearSound(string eventId) => CommandJson.Write("input_audio_buffer.clear", eventId, static _ => { });

    /// <summary>Makes an item of the buffer.</summary>
    public static byte[] CommitSound(string eventId) => CommandJson.Write("input_audio_buffer.commit", eventId, static _ => { });

    /// <summary>Adds an item.</summary>
    /// <param name="eventId">The command's identifier.</param>
    /// <param name="itemId">The item's identifier.</param>
    /// <param name="item">The fields of the item, as an object.</param>
    /// <param name="previousItemId">The item before it, <c>root</c> for none, or null to put it at the end.</param>
    public static byte[] CreateItem(string eventId, string itemId, byte[] item, string? previousItemId) => CommandJson.Write("conversation.item.create", eventId, json =>
    {
        if (previousItemId is not null)
        {
            json.WriteString("previous_item_id", previousItemId);
        }

        using JsonDocument fields = JsonDocument.Parse(item);
        json.WriteStartObject("item");
        json.WriteString("id", itemId);
        foreach (JsonProperty field in fields.RootElement.EnumerateObject())
        {
            field.WriteTo(json);
        }

        json.WriteEndObject();
    });

    /// <summary>Takes an item out.</summary>
    public static byte[] DeleteItem(string eventId, string itemId) =>
        CommandJson.Write("conversation.item.delete", eventId, json => json.WriteString("item_id", itemId));

    /// <summary>Cuts a spoken message to what was heard.</summary>
    public static byte[] TruncateItem(string eventId, string itemId, int contentIndex, long audioEndMs) => CommandJson.Write("conversation.item.truncate", eventId, json =>
    {
        json.WriteString("item_id", itemId);
        json.WriteNumber("content_index", contentIndex);
        json.WriteNumber("audio_end_ms", audioEndMs);
    });

    /// <summary>Ends a response.</summary>
    public static byte[] CancelResponse(string eventId, string responseId) =>
        CommandJson.Write("response.cancel", eventId, json => json.WriteString("response_id", responseId));
}
