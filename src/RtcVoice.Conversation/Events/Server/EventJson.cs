using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RtcVoice.Conversation.Items;

namespace RtcVoice.Conversation.Events.Server;

/// <summary>
/// Serialisers of server events, made at compile time. There is no policy for null: some fields must be null and others
/// absent, and each says so itself.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConversationCreated))]
[JsonSerializable(typeof(ConversationItem))]
[JsonSerializable(typeof(ConversationItemAdded))]
[JsonSerializable(typeof(ConversationItemDeleted))]
[JsonSerializable(typeof(ConversationItemDone))]
[JsonSerializable(typeof(ConversationItemRetrieved))]
[JsonSerializable(typeof(ConversationItemTruncated))]
[JsonSerializable(typeof(ErrorEvent))]
[JsonSerializable(typeof(InputAudioBufferCleared))]
[JsonSerializable(typeof(InputAudioBufferCommitted))]
[JsonSerializable(typeof(InputAudioBufferSpeechStarted))]
[JsonSerializable(typeof(InputAudioBufferSpeechStopped))]
[JsonSerializable(typeof(InputAudioBufferTimeoutTriggered))]
[JsonSerializable(typeof(InputAudioTranscriptionCompleted))]
[JsonSerializable(typeof(InputAudioTranscriptionDelta))]
[JsonSerializable(typeof(InputAudioTranscriptionFailed))]
[JsonSerializable(typeof(OutputAudioBufferCleared))]
[JsonSerializable(typeof(OutputAudioBufferStarted))]
[JsonSerializable(typeof(OutputAudioBufferStopped))]
[JsonSerializable(typeof(RateLimitsUpdated))]
[JsonSerializable(typeof(ResponseContentPartAdded))]
[JsonSerializable(typeof(ResponseContentPartDone))]
[JsonSerializable(typeof(ResponseCreated))]
[JsonSerializable(typeof(ResponseDone))]
[JsonSerializable(typeof(ResponseFunctionCallArgumentsDelta))]
[JsonSerializable(typeof(ResponseFunctionCallArgumentsDone))]
[JsonSerializable(typeof(ResponseMcpCallArgumentsDone))]
[JsonSerializable(typeof(ResponseMcpCallCompleted))]
[JsonSerializable(typeof(ResponseMcpCallInProgress))]
[JsonSerializable(typeof(ResponseOutputAudioDelta))]
[JsonSerializable(typeof(ResponseOutputAudioDone))]
[JsonSerializable(typeof(ResponseOutputAudioTranscriptDelta))]
[JsonSerializable(typeof(ResponseOutputAudioTranscriptDone))]
[JsonSerializable(typeof(ResponseOutputItemAdded))]
[JsonSerializable(typeof(ResponseOutputItemDone))]
[JsonSerializable(typeof(ResponseOutputTextDelta))]
[JsonSerializable(typeof(ResponseOutputTextDone))]
[JsonSerializable(typeof(SessionCreated))]
[JsonSerializable(typeof(SessionUpdated))]
[JsonSerializable(typeof(SessionView))]
internal sealed partial class EventJson : JsonSerializerContext
{
    // Nobody puts events into HTML; the default escapes the + of base64, and every letter of most of the world.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>An event as clients get it: UTF-8.</summary>
    public static byte[] Write(ServerEvent happening)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, Plain))
        {
            JsonSerializer.Serialize(writer, happening, happening.GetType(), Default);
        }

        return json.WrittenSpan.ToArray();
    }
}
