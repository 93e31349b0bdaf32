using System.Text.Json;
using RtcVoice.Agents.Upstreams;

namespace RtcVoice.Agents.Gemini.Commands;

/// <summary>
/// Functions that the model may call. Their schemas are written in the part of OpenAPI's that the upstream takes, which
/// refuses a session for a word too many.
/// </summary>
internal static class FunctionDeclarations
{
    /// <summary>Deep enough for what people write; schemas that refer to themselves cannot be told at all.</summary>
    private const int MaxDepth = 16;

    private static readonly string[] CopiedFields = ["description", "title", "required", "minItems", "maxItems", "minimum", "maximum"];

    /// <summary>Writes them as the field <c>tools</c>; nothing when there is none.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<OfferedTool> tools)
    {
        OfferedTool[] offered = [.. tools];
        if (offered.Length == 0)
        {
            return;
        }

        json.WriteStartArray("tools");
        json.WriteStartObject();
        json.WriteStartArray("functionDeclarations");
        foreach (OfferedTool tool in offered)
        {
            Write(json, tool);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, OfferedTool tool)
    {
        json.WriteStartObject();
        json.WriteString("name", tool.Name);
        if (!string.IsNullOrEmpty(tool.Description))
        {
            json.WriteString("description", tool.Description);
        }

        // Newer models would talk on meanwhile, as an answer that nobody has asked for.
        json.WriteString("behavior", "BLOCKING");

        // An object without properties is refused.
        if (tool.Parameters is { ValueKind: JsonValueKind.Object } schema && UpstreamJson.Object(schema, "properties") is { } properties && properties.EnumerateObject().Any())
        {
            json.WritePropertyName("parameters");
            WriteSchema(json, schema, 0);
        }

        json.WriteEndObject();
    }

    private static void WriteSchema(Utf8JsonWriter json, JsonElement schema, int depth)
    {
        json.WriteStartObject();
        if (depth < MaxDepth && schema.ValueKind == JsonValueKind.Object)
        {
            WriteType(json, schema);
            foreach (string name in CopiedFields)
            {
                if (schema.TryGetProperty(name, out JsonElement value))
                {
                    json.WritePropertyName(name);
                    value.WriteTo(json);
                }
            }

            WriteChoices(json, schema);
            WriteParts(json, schema, depth + 1);
        }

        json.WriteEndObject();
    }

    // JSON Schema allows several types at once; there, null is a mark beside one.
    private static void WriteType(Utf8JsonWriter json, JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out JsonElement type))
        {
            return;
        }

        string[] names = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.ToString())] : [type.ToString()];
        if (names.FirstOrDefault(n => n != "null") is { } name)
        {
            json.WriteString("type", name);
        }

        if (names.Contains("null"))
        {
            json.WriteBoolean("nullable", true);
        }
    }

    private static void WriteChoices(Utf8JsonWriter json, JsonElement schema)
    {
        JsonElement[] choices = schema.TryGetProperty("enum", out JsonElement all) && all.ValueKind == JsonValueKind.Array ? [.. all.EnumerateArray()]
            : schema.TryGetProperty("const", out JsonElement only) ? [only]
            : [];
        if (choices.Length == 0 || choices.Any(c => c.ValueKind != JsonValueKind.String))
        {
            return;
        }

        json.WriteStartArray("enum");
        foreach (JsonElement choice in choices)
        {
            choice.WriteTo(json);
        }

        json.WriteEndArray();
    }

    private static void WriteParts(Utf8JsonWriter json, JsonElement schema, int depth)
    {
        if (UpstreamJson.Object(schema, "properties") is { } properties)
        {
            json.WriteStartObject("properties");
            foreach (JsonProperty property in properties.EnumerateObject())
            {
                json.WritePropertyName(property.Name);
                WriteSchema(json, property.Value, depth);
            }

            json.WriteEndObject();
        }

        if (UpstreamJson.Object(schema, "items") is { } items)
        {
            json.WritePropertyName("items");
            WriteSchema(json, items, depth);
        }

        if (schema.TryGetProperty("anyOf", out JsonElement any) && any.ValueKind == JsonValueKind.Array)
        {
            json.WriteStartArray("anyOf");
            foreach (JsonElement one in any.EnumerateArray())
            {
                WriteSchema(json, one, depth);
            }

            json.WriteEndArray();
        }
    }
}
