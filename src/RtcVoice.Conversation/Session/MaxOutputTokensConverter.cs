using System.Text.Json;
using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Session;

/// <summary>A number of tokens, or <c>"inf"</c> where there is none.</summary>
internal sealed class MaxOutputTokensConverter : JsonConverter<int?>
{
    /// <inheritdoc />
    public override bool HandleNull => true;

    /// <inheritdoc />
    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetInt32() : null;

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options)
    {
        if (value is { } tokens)
        {
            writer.WriteNumberValue(tokens);
        }
        else
        {
            writer.WriteStringValue("inf");
        }
    }
}
