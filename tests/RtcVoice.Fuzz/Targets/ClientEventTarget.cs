using System.Text;
using System.Text.Json;
using RtcVoice.Conversation.Events.Client;
using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Json;
using RtcVoice.Conversation.Session;
using RtcVoice.Fuzz.Engine;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// A client's event is read or refused with a reason and a place; what was read of a session or an item is told to clients
/// in JSON that reads back to the same.
/// </summary>
internal sealed class ClientEventTarget : IFuzzTarget
{
    private static readonly string[] Events =
    [
        """{"type":"session.update","event_id":"e1","session":{"type":"realtime","model":"m","instructions":"Hi.","output_modalities":["audio"],"tool_choice":"auto","max_output_tokens":"inf","audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"noise_reduction":null,"transcription":{"model":"t","language":"en"},"turn_detection":{"type":"semantic_vad","eagerness":"low"}},"output":{"format":{"type":"audio/pcm"},"voice":"v","speed":1}}}}""",
        """{"type":"session.update","session":{"tracing":"auto","truncation":{"type":"retention_ratio","retention_ratio":0.5},"prompt":{"id":"p"},"reasoning":{"effort":"low"},"include":["i"],"parallel_tool_calls":true,"max_output_tokens":400,"tool_choice":{"type":"function","name":"f"},"tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object","properties":{}}},{"type":"function","name":"g"}]}}""",
        """{"type":"session.update","session":{"audio":{"input":{"turn_detection":{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":500,"idle_timeout_ms":6000,"create_response":true,"interrupt_response":false}},"output":{"voice":{"id":"v"}}}}}""",
        """{"type":"response.create","response":{"instructions":"Sing.","output_modalities":["text"],"conversation":"none","metadata":{"a":"b"},"max_output_tokens":7,"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Hi."}]}],"audio":{"output":{"voice":"v"}}}}""",
        """{"type":"conversation.item.create","previous_item_id":"root","item":{"id":"i","type":"message","role":"user","content":[{"type":"input_text","text":"Hi."},{"type":"input_audio","audio":"AAAA","transcript":null}]}}""",
        """{"type":"conversation.item.create","item":{"type":"message","role":"assistant","status":"incomplete","content":[{"type":"output_text","text":"Hi."},{"type":"output_audio","transcript":"Hey."}]}}""",
        """{"type":"conversation.item.create","item":{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}}""",
        """{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"c","output":"\u00e9\ud83d\ude00"}}""",
        """{"type":"conversation.item.truncate","item_id":"i","content_index":0,"audio_end_ms":1500}""",
        """{"type":"conversation.item.retrieve","item_id":"i"}""",
        """{"type":"conversation.item.delete","item_id":"i"}""",
        """{"type":"input_audio_buffer.append","audio":"AQIDBA=="}""",
        """{"type":"input_audio_buffer.commit"}""",
        """{"type":"input_audio_buffer.clear"}""",
        """{"type":"output_audio_buffer.clear"}""",
        """{"type":"response.cancel","response_id":"r"}""",
    ];

    public static IEnumerable<byte[]> Seeds => Events.Select(Encoding.UTF8.GetBytes);

    public static IReadOnlyList<byte[]> Words { get; } = JsonWords.Of(Events);

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        if (!ClientEventReader.TryRead(data.ToArray(), out ClientEvent? happening, out ErrorBody? error))
        {
            Invariant.Require(happening is null && error.Message.Length > 0 && error.Code.Length > 0, "a refusal says why");
            RequireJson(new ErrorEvent { Error = error });
            return;
        }

        Invariant.Require(error is null, "an error is told of a refusal alone");
        switch (happening)
        {
            case SessionUpdate update when TryRead(() => SessionConfigReader.Read(update.Session, SessionConfig.Default), "session", out SessionConfig? config):
                CheckSession(config!);
                break;
            case ResponseCreate create
                when TryRead(() => ResponseConfigReader.Read(create.Response, SessionConfig.Default), "response", out ResponseConfig? config):
                CheckResponse(config!);
                break;
            case ConversationItemCreate create:
                CheckItem(create.Item);
                break;
            case InputAudioBufferAppend append:
                Invariant.Require(append.Pcm.Length * 2 <= data.Length, "there is no more sound than bytes");
                break;
        }
    }

    private static void CheckSession(SessionConfig config)
    {
        JsonElement told = Tell(config);
        byte[] update = Encoding.UTF8.GetBytes($$"""{"type":"session.update","session":{{told.GetRawText()}}}""");
        Invariant.Require(ClientEventReader.TryRead(update, out ClientEvent? happening, out _), "what a session is told to be can be sent back");
        SessionConfig again = SessionConfigReader.Read(((SessionUpdate)happening!).Session, SessionConfig.Default);
        Invariant.Require(Tell(again).GetRawText() == told.GetRawText(), "and reads back the same");
        SessionConfig kept = SessionConfigReader.Read(JsonElement.Parse("{}"), config);
        Invariant.Require(Tell(kept).GetRawText() == told.GetRawText(), "and nothing changes nothing");
        ResponseConfigReader.Read(null, config);
    }

    private static void CheckResponse(ResponseConfig config)
    {
        RequireJson(new ResponseCreated
        {
            Response = new ResponseView
            {
                Id = "resp_1",
                Status = ResponseStatus.InProgress,
                Output = config.Input ?? [],
                OutputModalities = [config.Modality],
                MaxOutputTokens = config.MaxOutputTokens,
                Audio = new ResponseAudioView(new ResponseAudioView.OutputView(new AudioFormat(), config.Voice)),
                Metadata = config.Metadata,
            },
        });
    }

    private static void CheckItem(ConversationItem item)
    {
        ConversationItem named = item.Id.Length > 0 ? item : item with { Id = "item_1" };
        JsonElement told = RequireJson(new ConversationItemRetrieved { Item = named }).GetProperty("item");
        ConversationItem again = ItemReader.Read(new JsonValue(told, "item"));
        JsonElement toldAgain = RequireJson(new ConversationItemRetrieved { Item = again }).GetProperty("item");
        Invariant.Require(told.GetRawText() == toldAgain.GetRawText(), "an item reads back the same");
    }

    private static JsonElement Tell(SessionConfig config) =>
        RequireJson(new SessionUpdated { Session = SessionView.Of("sess_1", config, "") }).GetProperty("session");

    private static JsonElement RequireJson(ServerEvent happening) => JsonElement.Parse(EventJson.Write(happening));

    private static bool TryRead<T>(Func<T> read, string root, out T? config)
        where T : class
    {
        try
        {
            config = read();
            return true;
        }
        catch (InvalidConfigException refusal)
        {
            Invariant.Require(refusal.Message.Length > 0 && refusal.Parameter!.StartsWith(root, StringComparison.Ordinal), "a refusal says where and why");
            config = null;
            return false;
        }
    }
}
