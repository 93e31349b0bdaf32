using System.Text.Json;
using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Session;

/// <summary>A word, or an object that names the function.</summary>
internal sealed class ToolChoiceConverter : JsonConverter<ToolChoice>
{
    /// <inheritdoc />
    public override ToolChoice Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Choices of clients are read by the session's reader, which says what is wrong with them.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, ToolChoice value, JsonSerializerOptions options)
    {
        if (value.Function is { } function)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "function");
            writer.WriteString("name", function);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStringValue(value.Mode switch
            {
                ToolChoiceMode.None => "none",
                ToolChoiceMode.Required => "required",
                _ => "auto",
            });
        }
    }
}
