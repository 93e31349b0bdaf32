using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RtcVoice.Agents.OpenAi.Commands;

/// <summary>Puts commands into JSON.</summary>
internal static class CommandJson
{
    // Nobody puts commands into HTML; the default escapes the + of base64, and every letter of most of the world.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a command.</summary>
    /// <param name="type">Which.</param>
    /// <param name="eventId">Its identifier, which an error names, or null.</param>
    /// <param name="fields">Writes its other fields.</param>
    public static byte[] Write(string type, string? eventId, Action<Utf8JsonWriter> fields) => Write(json =>
    {
        json.WriteString("type", type);
        if (eventId is not null)
        {
            json.WriteString("event_id", eventId);
        }

        fields(json);
    });

    /// <summary>Writes an object.</summary>
    /// <param name="fields">Writes its fields.</param>
    public static byte[] Write(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
