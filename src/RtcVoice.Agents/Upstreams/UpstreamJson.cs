using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RtcVoice.Agents.Upstreams;

/// <summary>Writes what providers are told, and reads fields that they may leave out.</summary>
internal static class UpstreamJson
{
    // Nobody puts it into HTML; the default escapes the + of base64, and every letter of most of the world.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The highest count that is taken for one: a few of them can be added up.</summary>
    public const int MaxCount = 250_000_000;

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

    /// <summary>The text of a field.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="FormatException">It is null.</exception>
    public static string Required(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    /// <summary>The text of a field, or null.</summary>
    public static string? Optional(JsonElement? json, string name) =>
        json is { } there && there.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The object of a field, or null.</summary>
    public static JsonElement? Object(JsonElement? json, string name) =>
        json is { } there && there.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>The count of a field: 0 where there is none, never below, and at most <see cref="MaxCount"/>.</summary>
    public static int Count(JsonElement? json, string name) =>
        json is { } there && there.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int count)
            ? Math.Clamp(count, 0, MaxCount)
            : 0;
}
