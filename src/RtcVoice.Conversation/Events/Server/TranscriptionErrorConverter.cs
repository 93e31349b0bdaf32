using System.Text.Json;
using System.Text.Json.Serialization;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>
/// The error of a transcription, which clients know without null: OpenAI's own (@openai/agents-realtime 0.20.0) takes the
/// whole event for one that it does not know when <c>param</c> is null.
/// </summary>
internal sealed class TranscriptionErrorConverter : JsonConverter<ErrorBody>
{
    /// <inheritdoc />
    public override ErrorBody Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Servers alone tell of errors.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, ErrorBody value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("type", value.Type);
        writer.WriteString("code", value.Code);
        writer.WriteString("message", value.Message);
        if (value.Param is { } param)
        {
            writer.WriteString("param", param);
        }

        writer.WriteEndObject();
    }
}
