using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;
using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Json;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Events.Client;

/// <summary>
/// Reads what a client sends (wire contract of the Realtime API's client events). Whatever the bytes are, it answers with
/// an event or with what is wrong, and throws nothing. The payloads of <c>session.update</c> and <c>response.create</c> are
/// read by others, against the configuration that they change.
/// </summary>
internal static class ClientEventReader
{
    // Longer ones than the Realtime API allows would only make errors long.
    private const int MaxEventIdLength = 512;

    private const string Known =
        "session.update, input_audio_buffer.append, input_audio_buffer.commit, input_audio_buffer.clear, conversation.item.create, "
        + "conversation.item.retrieve, conversation.item.delete, conversation.item.truncate, response.create, response.cancel, "
        + "output_audio_buffer.clear";

    /// <summary>Reads one event.</summary>
    /// <param name="utf8">The message: a JSON object.</param>
    /// <param name="happening">The event, or null when it cannot be taken.</param>
    /// <param name="error">Why it cannot be taken, or null; it names the client's event where that had a name.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out ClientEvent? happening, [NotNullWhen(false)] out ErrorBody? error)
    {
        string? eventId = null;
        try
        {
            using JsonDocument message = Parse(utf8);
            JsonFields fields = new JsonValue(message.RootElement, "").Fields();
            eventId = fields.Optional("event_id", id => id.Text(MaxEventIdLength));
            happening = Read(fields) with { EventId = eventId };
            fields.RefuseRest();
            error = null;
            return true;
        }
        catch (InvalidConfigException refusal)
        {
            happening = null;
            error = new ErrorBody { Code = refusal.Code, Message = refusal.Message, Param = refusal.Parameter, EventId = eventId };
            return false;
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            throw new InvalidConfigException("invalid_json", "The message is not UTF-8: send a JSON object in UTF-8.");
        }

        try
        {
            return JsonDocument.Parse(utf8);
        }
        catch (JsonException wrong)
        {
            throw new InvalidConfigException("invalid_json", $"The message is not JSON: send one JSON object. {wrong.Message}");
        }
    }

    private static ClientEvent Read(JsonFields fields)
    {
        JsonValue type = fields.Required("type");
        return type.Text() switch
        {
            "session.update" => new SessionUpdate(fields.Required("session").UnreadObject()),
            "input_audio_buffer.append" => new InputAudioBufferAppend(ReadPcm(fields.Required("audio"))),
            "input_audio_buffer.commit" => new InputAudioBufferCommit(),
            "input_audio_buffer.clear" => new InputAudioBufferClear(),
            "conversation.item.create" => new ConversationItemCreate(
                ItemReader.Read(fields.Required("item")), fields.Optional("previous_item_id", ReadItemId)),
            "conversation.item.retrieve" => new ConversationItemRetrieve(ReadItemId(fields.Required("item_id"))),
            "conversation.item.delete" => new ConversationItemDelete(ReadItemId(fields.Required("item_id"))),
            "conversation.item.truncate" => new ConversationItemTruncate(
                ReadItemId(fields.Required("item_id")),
                fields.Required("content_index").Integer(0, 0),
                fields.Required("audio_end_ms").Integer(0, int.MaxValue)),
            "response.create" => new ResponseCreate(fields.TryGet("response", out JsonValue response) ? response.UnreadObject() : null),
            "response.cancel" => new ResponseCancel(fields.Optional("response_id", id => id.Identifier(ItemReader.MaxIdLength))),
            "output_audio_buffer.clear" => new OutputAudioBufferClear(),
            _ => throw new InvalidConfigException("unknown_event", $"There is no event of this type. What may be sent: {Known}.", type.Path),
        };
    }

    private static string ReadItemId(JsonValue id) => id.Identifier(ItemReader.MaxIdLength);

    private static short[] ReadPcm(JsonValue audio)
    {
        byte[] bytes = audio.Base64(ContentPartReader.MaxBase64Length);
        return bytes.Length % sizeof(short) == 0
            ? Pcm16.Read(bytes)
            : throw audio.Refuse("There is half a sample at the end: send PCM16, two bytes for each sample.");
    }
}
