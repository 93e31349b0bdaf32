using System.Text;
using RtcVoice.Agents.OpenAi.Updates;
using RtcVoice.Conversation.Agent;
using RtcVoice.Fuzz.Engine;

namespace RtcVoice.Fuzz.Targets;

/// <summary>A message of an OpenAI upstream is read, let go, or told as one that cannot be read; no figure of it is negative.</summary>
internal sealed class RealtimeUpdateTarget : IFuzzTarget
{
    private static readonly string[] Messages =
    [
        """{"type":"session.created","session":{}}""",
        """{"type":"input_audio_buffer.speech_started","item_id":"i","audio_start_ms":1500}""",
        """{"type":"conversation.item.input_audio_transcription.completed","item_id":"i","content_index":0,"transcript":"Hi."}""",
        """{"type":"conversation.item.input_audio_transcription.failed","item_id":"i","error":{"type":"t","code":"c","message":"m"}}""",
        """{"type":"response.created","response":{"id":"r","metadata":{"rtcvoice_response":"e1"}}}""",
        """{"type":"response.output_item.added","response_id":"r","output_index":0,"item":{"id":"i","type":"function_call","name":"f","call_id":"c"}}""",
        """{"type":"response.output_audio.delta","response_id":"r","item_id":"i","content_index":0,"delta":"AQIDBA=="}""",
        """{"type":"response.output_audio_transcript.delta","response_id":"r","item_id":"i","delta":"\u00e9\ud83d\ude00"}""",
        """{"type":"response.function_call_arguments.done","response_id":"r","item_id":"i","arguments":"{}"}""",
        """{"type":"response.done","response":{"id":"r","status":"failed","status_details":{"reason":"x","error":{"code":"c","message":"m"}},"usage":{"input_token_details":{"text_tokens":1,"audio_tokens":2,"image_tokens":3,"cached_tokens":4},"output_token_details":{"text_tokens":5,"audio_tokens":6}}}}""",
        """{"type":"rate_limits.updated","rate_limits":[{"name":"requests","limit":9,"remaining":8,"reset_seconds":0.5}]}""",
        """{"type":"error","error":{"type":"t","code":"c","message":"m","event_id":"e"}}""",
    ];

    public static IEnumerable<byte[]> Seeds => Messages.Select(Encoding.UTF8.GetBytes);

    public static IReadOnlyList<byte[]> Words { get; } = JsonWords.Of(Messages);

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        switch (RealtimeUpdateReader.Read(data.ToArray()))
        {
            case UnusableMessage { Code: var code, Message: var message }:
                Invariant.Require(code.Length > 0 && message.Length > 0, "what cannot be read is told with a reason");
                break;
            case OutputSound sound:
                Invariant.Require(sound.Pcm.Length <= data.Length && sound.ContentIndex >= 0, "there is no more sound than bytes, and it is of a part");
                break;
            case SpeechBegun begun:
                Invariant.Require(begun.Position >= TimeSpan.Zero, "nobody speaks before the session");
                break;
            case ResponseEnded { Usage: { } usage }:
                Invariant.Require(IsCounted(usage), "no tokens are given back");
                break;
            case LimitsTold told:
                Invariant.Require(told.Limits.All(limit => limit is { Limit: >= 0, Remaining: >= 0 } && limit.Reset >= TimeSpan.Zero), "a limit is none below nothing");
                break;
        }
    }

    /// <summary>Tokens are counted from nothing up.</summary>
    public static bool IsCounted(ResponseUsage usage) => usage is
    {
        InputTextTokens: >= 0, InputAudioTokens: >= 0, InputImageTokens: >= 0, CachedTokens: >= 0, OutputTextTokens: >= 0, OutputAudioTokens: >= 0,
    };
}
