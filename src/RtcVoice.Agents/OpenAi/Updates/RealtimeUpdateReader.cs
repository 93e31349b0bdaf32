using System.Text.Json;
using RtcVoice.Conversation.Agent;
using static RtcVoice.Agents.Upstreams.UpstreamJson;

namespace RtcVoice.Agents.OpenAi.Updates;

/// <summary>Reads what the upstream tells (wire contract, C.5). What it does not know it lets go, as the protocol grows.</summary>
internal static class RealtimeUpdateReader
{
    /// <summary>The name of the mark that our responses bear in their metadata.</summary>
    public const string TagName = "rtcvoice_response";

    /// <summary>Reads a message.</summary>
    /// <returns>What it tells; null when that is nothing that matters here.</returns>
    public static RealtimeUpdate? Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return new UnusableMessage("upstream_malformed", $"The upstream sent a message that cannot be read and is left out: {e.Message}");
        }
    }

    private static RealtimeUpdate? Read(JsonElement message) => Required(message, "type") switch
    {
        "session.created" => new SessionOpened(),
        "input_audio_buffer.speech_started" => new SpeechBegun(Required(message, "item_id"), Milliseconds(message, "audio_start_ms")),
        "input_audio_buffer.speech_stopped" => new SpeechEnded(Required(message, "item_id"), Milliseconds(message, "audio_end_ms")),
        "input_audio_buffer.committed" => new TurnCommitted(Required(message, "item_id")),
        "conversation.item.input_audio_transcription.delta" => new TranscriptGrown(Required(message, "item_id"), Optional(message, "delta") ?? ""),
        "conversation.item.input_audio_transcription.completed" => new TranscriptWhole(Required(message, "item_id"), Required(message, "transcript")),
        "conversation.item.input_audio_transcription.failed" => ReadTranscriptFailed(message),
        "response.created" => ReadBegun(message.GetProperty("response")),
        "response.output_item.added" => ReadOutput(message, message.GetProperty("item")),
        "response.output_audio.delta" => new OutputSound(
            Required(message, "response_id"), Required(message, "item_id"), Count(message, "content_index"), message.GetProperty("delta").GetBytesFromBase64()),
        "response.output_audio_transcript.delta" or "response.output_text.delta" => new OutputWords(
            Required(message, "response_id"), Required(message, "item_id"), Required(message, "delta")),
        "response.function_call_arguments.delta" => new ArgumentsGrown(
            Required(message, "response_id"), Required(message, "item_id"), Required(message, "delta")),
        "response.function_call_arguments.done" => new ArgumentsWhole(
            Required(message, "response_id"), Required(message, "item_id"), Required(message, "arguments")),
        "response.output_item.done" => new OutputEnded(Required(message, "response_id"), Required(message.GetProperty("item"), "id")),
        "response.done" => ReadEnded(message.GetProperty("response")),
        "rate_limits.updated" => new LimitsTold([.. message.GetProperty("rate_limits").EnumerateArray().Select(ReadLimit)]),
        "error" => ReadFault(message.GetProperty("error")),
        _ => null,
    };

    private static TranscriptFailed ReadTranscriptFailed(JsonElement message)
    {
        JsonElement? error = Object(message, "error");
        return new TranscriptFailed(
            Required(message, "item_id"), Optional(error, "code") ?? "transcription_failed", Optional(error, "message") ?? "The words cannot be made out.");
    }

    private static ResponseBegun ReadBegun(JsonElement response) => new(Required(response, "id"), Optional(Object(response, "metadata"), TagName));

    private static OutputBegun ReadOutput(JsonElement message, JsonElement item) => new(
        Required(message, "response_id"), Required(item, "id"), Required(item, "type"), Optional(item, "name"), Optional(item, "call_id"));

    private static ResponseEnded ReadEnded(JsonElement response)
    {
        JsonElement? details = Object(response, "status_details");
        JsonElement? error = Object(details, "error");
        return new ResponseEnded(
            Required(response, "id"),
            Required(response, "status"),
            Optional(details, "reason"),
            Optional(error, "code") ?? Optional(error, "type"),
            Optional(error, "message"),
            ReadUsage(Object(response, "usage")));
    }

    private static ResponseUsage? ReadUsage(JsonElement? usage)
    {
        if (usage is null)
        {
            return null;
        }

        JsonElement? input = Object(usage, "input_token_details");
        JsonElement? output = Object(usage, "output_token_details");
        return new ResponseUsage
        {
            InputTextTokens = Count(input, "text_tokens"),
            InputAudioTokens = Count(input, "audio_tokens"),
            InputImageTokens = Count(input, "image_tokens"),
            CachedTokens = Count(input, "cached_tokens"),
            OutputTextTokens = Count(output, "text_tokens"),
            OutputAudioTokens = Count(output, "audio_tokens"),
        };
    }

    private static RateLimit ReadLimit(JsonElement limit) => new(
        Required(limit, "name"),
        Count(limit, "limit"),
        Count(limit, "remaining"),
        TimeSpan.FromSeconds(limit.TryGetProperty("reset_seconds", out JsonElement reset) ? Math.Clamp(reset.GetDouble(), 0, int.MaxValue) : 0));

    private static UpstreamFault ReadFault(JsonElement error) => new(
        Optional(error, "code") ?? Optional(error, "type") ?? "upstream_error", Optional(error, "message") ?? "The upstream does not say what.", Optional(error, "event_id"));

    private static TimeSpan Milliseconds(JsonElement json, string name) => TimeSpan.FromMilliseconds(Count(json, name));
}
