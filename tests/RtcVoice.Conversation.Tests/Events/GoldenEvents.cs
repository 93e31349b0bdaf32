using System.Text.Json;
using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Tests.Events;

/// <summary>Every event of the server with the JSON that clients get for it, null for null and absence for absence.</summary>
internal static class GoldenEvents
{
    private static readonly MessageItem Spoken = new()
    {
        Id = "item_1",
        Role = MessageRole.User,
        Content = [new InputAudioPart("Where is my parcel?")],
    };

    private static readonly MessageItem Begun = new() { Id = "item_2", Role = MessageRole.Assistant, Status = ItemStatus.InProgress, Content = [] };

    private static readonly FunctionCallItem Call = new() { Id = "item_3", CallId = "call_1", Name = "find", Arguments = "{\"id\":7}" };

    private static readonly SessionConfig Configured = new()
    {
        Instructions = "Be brief.",
        Tools = [new FunctionTool { Name = "find", Description = "Finds.", Parameters = Json("""{"type":"object"}""") }, new FunctionTool { Name = "stop" }],
        ToolChoice = new ToolChoice(ToolChoiceMode.Required, "find"),
        MaxOutputTokens = 400,
        ParallelToolCalls = true,
        Reasoning = Json("""{"effort":"low"}"""),
        Truncation = Json("\"disabled\""),
        Tracing = Json("\"auto\""),
        Prompt = Json("""{"id":"pmpt_1"}"""),
        Include = ["item.input_audio_transcription.logprobs"],
        Audio = new AudioConfig
        {
            Input = new AudioInputConfig
            {
                Transcription = new TranscriptionConfig { Model = "whisper-1" },
                NoiseReduction = new NoiseReductionConfig("near_field"),
                TurnDetection = new SemanticVad { Eagerness = Eagerness.Low, InterruptResponse = false },
            },
            Output = new AudioOutputConfig { Voice = "slt", Speed = 1.25 },
        },
    };

    public static IEnumerable<(ServerEvent Event, string Json)> All =>
    [
        (new SessionCreated { Session = SessionView.Of("sess_1", SessionConfig.Default, "local") }, """
            {"type":"session.created","event_id":"event_1","session":{"type":"realtime","object":"realtime.session","id":"sess_1",
            "model":"local","output_modalities":["audio"],"instructions":"","tools":[],"tool_choice":"auto",
            "max_output_tokens":"inf","tracing":null,"prompt":null,"include":null,"audio":{"input":{"format":{"type":"audio/pcm","rate":24000},
            "transcription":null,"noise_reduction":null,"turn_detection":{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,
            "silence_duration_ms":500,"idle_timeout_ms":null,"create_response":true,"interrupt_response":true}},
            "output":{"format":{"type":"audio/pcm","rate":24000},"voice":"default","speed":1}}}}
            """),
        (new SessionUpdated { Session = SessionView.Of("sess_1", Configured, "local") }, """
            {"type":"session.updated","event_id":"event_1","session":{"type":"realtime","object":"realtime.session","id":"sess_1",
            "model":"local","output_modalities":["audio"],"instructions":"Be brief.",
            "tools":[{"type":"function","name":"find","description":"Finds.","parameters":{"type":"object"}},{"type":"function","name":"stop"}],
            "tool_choice":{"type":"function","name":"find"},"max_output_tokens":400,"parallel_tool_calls":true,"reasoning":{"effort":"low"},
            "truncation":"disabled","tracing":"auto","prompt":{"id":"pmpt_1"},"include":["item.input_audio_transcription.logprobs"],
            "audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"transcription":{"model":"whisper-1"},
            "noise_reduction":{"type":"near_field"},
            "turn_detection":{"type":"semantic_vad","eagerness":"low","create_response":true,"interrupt_response":false}},
            "output":{"format":{"type":"audio/pcm","rate":24000},"voice":"slt","speed":1.25}}}}
            """),
        (new ConversationCreated { Conversation = new ConversationView("conv_1") }, """
            {"type":"conversation.created","event_id":"event_1","conversation":{"id":"conv_1","object":"realtime.conversation"}}
            """),
        (new ConversationItemAdded { Item = Spoken }, """
            {"type":"conversation.item.added","event_id":"event_1","previous_item_id":null,"item":{"type":"message","id":"item_1",
            "object":"realtime.item","status":"completed","role":"user","content":[{"type":"input_audio","transcript":"Where is my parcel?"}]}}
            """),
        (new ConversationItemAdded { PreviousItemId = "item_1", Item = Spoken with { Content = [new InputAudioPart(null), new InputTextPart("Hi.")] } }, """
            {"type":"conversation.item.added","event_id":"event_1","previous_item_id":"item_1","item":{"type":"message","id":"item_1",
            "object":"realtime.item","status":"completed","role":"user",
            "content":[{"type":"input_audio","transcript":null},{"type":"input_text","text":"Hi."}]}}
            """),
        (new ConversationItemDone
        {
            PreviousItemId = "item_1",
            Item = Begun with { Status = ItemStatus.Incomplete, Content = [new OutputAudioPart("It is"), new OutputTextPart("here.")] },
        }, """
            {"type":"conversation.item.done","event_id":"event_1","previous_item_id":"item_1","item":{"type":"message","id":"item_2",
            "object":"realtime.item","status":"incomplete","role":"assistant",
            "content":[{"type":"output_audio","transcript":"It is"},{"type":"output_text","text":"here."}]}}
            """),
        (new ConversationItemDone { Item = Begun with { Role = MessageRole.System, Status = ItemStatus.Completed, Content = [new InputTextPart("Now.")] } }, """
            {"type":"conversation.item.done","event_id":"event_1","previous_item_id":null,"item":{"type":"message","id":"item_2",
            "object":"realtime.item","status":"completed","role":"system","content":[{"type":"input_text","text":"Now."}]}}
            """),
        (new ConversationItemRetrieved { Item = new FunctionCallOutputItem { Id = "item_4", CallId = "call_1", Output = "{}" } }, """
            {"type":"conversation.item.retrieved","event_id":"event_1","item":{"type":"function_call_output","id":"item_4",
            "object":"realtime.item","status":"completed","call_id":"call_1","output":"{}"}}
            """),
        (new ConversationItemRetrieved { Item = new McpCallItem { Id = "item_5", Name = "weather", Arguments = "{}", Output = "sunny" } }, """
            {"type":"conversation.item.retrieved","event_id":"event_1","item":{"type":"mcp_call","id":"item_5","object":"realtime.item",
            "status":"completed","server_label":"rtcvoice","name":"weather","arguments":"{}","output":"sunny"}}
            """),
        (new ConversationItemDeleted { ItemId = "item_1" }, """{"type":"conversation.item.deleted","event_id":"event_1","item_id":"item_1"}"""),
        (new ConversationItemTruncated { ItemId = "item_2", ContentIndex = 0, AudioEndMs = 1_500 }, """
            {"type":"conversation.item.truncated","event_id":"event_1","item_id":"item_2","content_index":0,"audio_end_ms":1500}
            """),
        (new InputAudioTranscriptionDelta { ItemId = "item_1", ContentIndex = 0, Delta = "Where" }, """
            {"type":"conversation.item.input_audio_transcription.delta","event_id":"event_1","item_id":"item_1","content_index":0,"delta":"Where"}
            """),
        (new InputAudioTranscriptionCompleted { ItemId = "item_1", ContentIndex = 0, Transcript = "Where?", Usage = new TranscriptionUsage(1.5) }, """
            {"type":"conversation.item.input_audio_transcription.completed","event_id":"event_1","item_id":"item_1","content_index":0,
            "transcript":"Where?","usage":{"type":"duration","seconds":2}}
            """),
        (new InputAudioTranscriptionFailed
        {
            ItemId = "item_1",
            ContentIndex = 0,
            Error = new ErrorBody { Type = "server_error", Code = "transcription_failed", Message = "No words." },
        }, """
            {"type":"conversation.item.input_audio_transcription.failed","event_id":"event_1","item_id":"item_1","content_index":0,
            "error":{"type":"server_error","code":"transcription_failed","message":"No words."}}
            """),
        (new InputAudioBufferSpeechStarted { AudioStartMs = 700, ItemId = "item_1" }, """
            {"type":"input_audio_buffer.speech_started","event_id":"event_1","audio_start_ms":700,"item_id":"item_1"}
            """),
        (new InputAudioBufferSpeechStopped { AudioEndMs = 2_100, ItemId = "item_1" }, """
            {"type":"input_audio_buffer.speech_stopped","event_id":"event_1","audio_end_ms":2100,"item_id":"item_1"}
            """),
        (new InputAudioBufferCommitted { ItemId = "item_1" }, """
            {"type":"input_audio_buffer.committed","event_id":"event_1","previous_item_id":null,"item_id":"item_1"}
            """),
        (new InputAudioBufferCleared(), """{"type":"input_audio_buffer.cleared","event_id":"event_1"}"""),
        (new InputAudioBufferTimeoutTriggered { AudioStartMs = 0, AudioEndMs = 5_000, ItemId = "item_1" }, """
            {"type":"input_audio_buffer.timeout_triggered","event_id":"event_1","audio_start_ms":0,"audio_end_ms":5000,"item_id":"item_1"}
            """),
        (new OutputAudioBufferStarted { ResponseId = "resp_1" }, """
            {"type":"output_audio_buffer.started","event_id":"event_1","response_id":"resp_1"}
            """),
        (new OutputAudioBufferStopped { ResponseId = "resp_1" }, """
            {"type":"output_audio_buffer.stopped","event_id":"event_1","response_id":"resp_1"}
            """),
        (new OutputAudioBufferCleared { ResponseId = "resp_1" }, """
            {"type":"output_audio_buffer.cleared","event_id":"event_1","response_id":"resp_1"}
            """),
        (new ResponseCreated { Response = Response(ResponseStatus.InProgress) }, """
            {"type":"response.created","event_id":"event_1","response":{"object":"realtime.response","id":"resp_1","status":"in_progress",
            "status_details":null,"output":[],"conversation_id":null,"output_modalities":["audio"],"max_output_tokens":"inf",
            "audio":{"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"slt"}},"usage":null,"metadata":null}}
            """),
        (new ResponseDone
        {
            Response = Response(ResponseStatus.Completed) with
            {
                Output = [Call],
                ConversationId = "conv_1",
                MaxOutputTokens = 50,
                Metadata = Json("""{"topic":"parcel"}"""),
                Usage = new UsageView
                {
                    TotalTokens = 30,
                    InputTokens = 20,
                    OutputTokens = 10,
                    InputTokenDetails = new UsageView.InputDetails(5, 15, 0, 0),
                    OutputTokenDetails = new UsageView.OutputDetails(4, 6),
                },
            },
        }, """
            {"type":"response.done","event_id":"event_1","response":{"object":"realtime.response","id":"resp_1","status":"completed",
            "status_details":null,"output":[{"type":"function_call","id":"item_3","object":"realtime.item","status":"completed",
            "call_id":"call_1","name":"find","arguments":"{\"id\":7}"}],"conversation_id":"conv_1","output_modalities":["audio"],
            "max_output_tokens":50,"audio":{"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"slt"}},
            "usage":{"total_tokens":30,"input_tokens":20,"output_tokens":10,
            "input_token_details":{"text_tokens":5,"audio_tokens":15,"image_tokens":0,"cached_tokens":0},
            "output_token_details":{"text_tokens":4,"audio_tokens":6}},"metadata":{"topic":"parcel"}}}
            """),
        (new ResponseDone { Response = Response(ResponseStatus.Cancelled) with { StatusDetails = new ResponseStatusDetails { Type = ResponseStatus.Cancelled, Reason = "turn_detected" } } }, """
            {"type":"response.done","event_id":"event_1","response":{"object":"realtime.response","id":"resp_1","status":"cancelled",
            "status_details":{"type":"cancelled","reason":"turn_detected"},"output":[],"conversation_id":null,"output_modalities":["audio"],
            "max_output_tokens":"inf","audio":{"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"slt"}},"usage":null,"metadata":null}}
            """),
        (new ResponseDone
        {
            Response = Response(ResponseStatus.Failed) with
            {
                StatusDetails = new ResponseStatusDetails
                {
                    Type = ResponseStatus.Failed,
                    Error = new ResponseStatusDetails.ResponseError("server_error", "agent_failed", "The agent failed."),
                },
            },
        }, """
            {"type":"response.done","event_id":"event_1","response":{"object":"realtime.response","id":"resp_1","status":"failed",
            "status_details":{"type":"failed","error":{"type":"server_error","code":"agent_failed","message":"The agent failed."}},
            "output":[],"conversation_id":null,"output_modalities":["audio"],"max_output_tokens":"inf",
            "audio":{"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"slt"}},"usage":null,"metadata":null}}
            """),
        (new ResponseOutputItemAdded { ResponseId = "resp_1", OutputIndex = 0, Item = Begun }, """
            {"type":"response.output_item.added","event_id":"event_1","response_id":"resp_1","output_index":0,"item":{"type":"message",
            "id":"item_2","object":"realtime.item","status":"in_progress","role":"assistant","content":[]}}
            """),
        (new ResponseOutputItemDone { ResponseId = "resp_1", OutputIndex = 0, Item = Call }, """
            {"type":"response.output_item.done","event_id":"event_1","response_id":"resp_1","output_index":0,"item":{"type":"function_call",
            "id":"item_3","object":"realtime.item","status":"completed","call_id":"call_1","name":"find","arguments":"{\"id\":7}"}}
            """),
        (new ResponseOutputItemDone
        {
            ResponseId = "resp_1",
            OutputIndex = 1,
            Item = new McpCallItem
            {
                Id = "item_5", Name = "weather", Arguments = "{}", Status = ItemStatus.Incomplete, Error = new McpCallError("tool_execution_error", "No."),
            },
        }, """
            {"type":"response.output_item.done","event_id":"event_1","response_id":"resp_1","output_index":1,"item":{"type":"mcp_call",
            "id":"item_5","object":"realtime.item","status":"incomplete","server_label":"rtcvoice","name":"weather","arguments":"{}","output":null,
            "error":{"type":"tool_execution_error","message":"No."}}}
            """),
        (new ResponseContentPartAdded { ResponseId = "resp_1", ItemId = "item_2", OutputIndex = 0, ContentIndex = 0, Part = ContentPartView.OfAudio("") }, """
            {"type":"response.content_part.added","event_id":"event_1","response_id":"resp_1","item_id":"item_2","output_index":0,
            "content_index":0,"part":{"type":"audio","transcript":""}}
            """),
        (new ResponseContentPartDone { ResponseId = "resp_1", ItemId = "item_2", OutputIndex = 0, ContentIndex = 0, Part = ContentPartView.OfText("Hi.") }, """
            {"type":"response.content_part.done","event_id":"event_1","response_id":"resp_1","item_id":"item_2","output_index":0,
            "content_index":0,"part":{"type":"text","text":"Hi."}}
            """),
        (new ResponseOutputAudioTranscriptDelta { ResponseId = "resp_1", ItemId = "item_2", OutputIndex = 0, ContentIndex = 0, Delta = "It" }, """
            {"type":"response.output_audio_transcript.delta","event_id":"event_1","response_id":"resp_1","item_id":"item_2","output_index":0,
            "content_index":0,"delta":"It"}
            """),
        (new ResponseOutputAudioTranscriptDone { ResponseId = "resp_1", ItemId = "item_2", OutputIndex = 0, ContentIndex = 0, Transcript = "It is." }, """
            {"type":"response.output_audio_transcript.done","event_id":"event_1","response_id":"resp_1","item_id":"item_2","output_index":0,
            "content_index":0,"transcript":"It is."}
            """),
        (new ResponseOutputAudioDelta { ResponseId = "resp_1", ItemId = "item_2", OutputIndex = 0, ContentIndex = 0, Delta = "AAA+" }, """
            {"type":"response.output_audio.delta","event_id":"event_1","response_id":"resp_1","item_id":"item_2","output_index":0,
            "content_index":0,"delta":"AAA+"}
            """),
        (new ResponseOutputAudioDone { ResponseId = "resp_1", ItemId = "item_2", OutputIndex = 0, ContentIndex = 0 }, """
            {"type":"response.output_audio.done","event_id":"event_1","response_id":"resp_1","item_id":"item_2","output_index":0,"content_index":0}
            """),
        (new ResponseOutputTextDelta { ResponseId = "resp_1", ItemId = "item_2", OutputIndex = 0, ContentIndex = 0, Delta = "It" }, """
            {"type":"response.output_text.delta","event_id":"event_1","response_id":"resp_1","item_id":"item_2","output_index":0,
            "content_index":0,"delta":"It"}
            """),
        (new ResponseOutputTextDone { ResponseId = "resp_1", ItemId = "item_2", OutputIndex = 0, ContentIndex = 0, Text = "It is." }, """
            {"type":"response.output_text.done","event_id":"event_1","response_id":"resp_1","item_id":"item_2","output_index":0,
            "content_index":0,"text":"It is."}
            """),
        (new ResponseFunctionCallArgumentsDelta { ResponseId = "resp_1", ItemId = "item_3", OutputIndex = 0, CallId = "call_1", Delta = "{" }, """
            {"type":"response.function_call_arguments.delta","event_id":"event_1","response_id":"resp_1","item_id":"item_3","output_index":0,
            "call_id":"call_1","delta":"{"}
            """),
        (new ResponseFunctionCallArgumentsDone
        {
            ResponseId = "resp_1", ItemId = "item_3", OutputIndex = 0, CallId = "call_1", Name = "find", Arguments = "{}",
        }, """
            {"type":"response.function_call_arguments.done","event_id":"event_1","response_id":"resp_1","item_id":"item_3","output_index":0,
            "call_id":"call_1","name":"find","arguments":"{}"}
            """),
        (new ResponseMcpCallArgumentsDone { ResponseId = "resp_1", ItemId = "item_5", OutputIndex = 0, Arguments = "{}" }, """
            {"type":"response.mcp_call_arguments.done","event_id":"event_1","response_id":"resp_1","item_id":"item_5","output_index":0,"arguments":"{}"}
            """),
        (new ResponseMcpCallInProgress { ItemId = "item_5", OutputIndex = 0 }, """
            {"type":"response.mcp_call.in_progress","event_id":"event_1","item_id":"item_5","output_index":0}
            """),
        (new ResponseMcpCallCompleted { ItemId = "item_5", OutputIndex = 0 }, """
            {"type":"response.mcp_call.completed","event_id":"event_1","item_id":"item_5","output_index":0}
            """),
        (new RateLimitsUpdated { RateLimits = [new RateLimitView("requests", 10, 9, 0.5)] }, """
            {"type":"rate_limits.updated","event_id":"event_1",
            "rate_limits":[{"name":"requests","limit":10,"remaining":9,"reset_seconds":0.5}]}
            """),
        (new ErrorEvent { Error = new ErrorBody { Code = "invalid_json", Message = "No." } }, """
            {"type":"error","event_id":"event_1","error":{"type":"invalid_request_error","code":"invalid_json","message":"No.","param":null}}
            """),
        (new ErrorEvent { Error = new ErrorBody { Code = "invalid_value", Message = "No.", Param = "type", EventId = "mine" } }, """
            {"type":"error","event_id":"event_1",
            "error":{"type":"invalid_request_error","code":"invalid_value","message":"No.","param":"type","event_id":"mine"}}
            """),
    ];

    private static ResponseView Response(ResponseStatus status) => new()
    {
        Id = "resp_1",
        Status = status,
        Output = [],
        OutputModalities = [OutputModality.Audio],
        Audio = new ResponseAudioView(new ResponseAudioView.OutputView(new AudioFormat(), "slt")),
    };

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
