using System.Text.Json;
using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Tests.Session;

internal sealed class SessionConfigReaderTests
{
    // Everything is at something else than its default.
    private const string Full = """
        {"type":"realtime","model":"m","output_modalities":["text"],"instructions":"Be brief.",
        "tools":[{"type":"function","name":"find","description":"Finds.","parameters":{"type":"object","properties":{}}},{"type":"function","name":"stop"}],
        "tool_choice":{"type":"function","name":"find"},"max_output_tokens":400,"parallel_tool_calls":false,"reasoning":{"effort":"low"},
        "truncation":{"type":"retention_ratio","retention_ratio":0.5},"tracing":{"workflow_name":"w"},"prompt":{"id":"p"},"include":["i"],
        "audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"transcription":{"model":"t","language":"en","prompt":"Names."},
        "noise_reduction":{"type":"far_field"},"turn_detection":{"type":"server_vad","threshold":0.7,"prefix_padding_ms":100,
        "silence_duration_ms":700,"idle_timeout_ms":6000,"create_response":false,"interrupt_response":false}},
        "output":{"format":{"type":"audio/pcm"},"voice":"slt","speed":1.25}}}
        """;

    [Test]
    public void Everything_that_can_be_said_is_read_and_given_back_and_read_the_same()
    {
        SessionConfig read = Read(Full);
        Assert.That(JsonElement.DeepEquals(View(read).GetProperty("tools"), JsonElement.Parse(Full).GetProperty("tools")));
        Assert.That(read.Audio.Input.TurnDetection, Is.EqualTo(new ServerVad
        {
            Threshold = 0.7,
            PrefixPaddingMs = 100,
            SilenceDurationMs = 700,
            IdleTimeoutMs = 6_000,
            CreateResponse = false,
            InterruptResponse = false,
        }));
        Assert.That(read.Audio.Input.Transcription, Is.EqualTo(new TranscriptionConfig { Model = "t", Language = "en", Prompt = "Names." }));
        Assert.That(read.Audio.Input.NoiseReduction, Is.EqualTo(new NoiseReductionConfig("far_field")));
        Assert.That(read.Audio.Output, Is.EqualTo(new AudioOutputConfig { Voice = "slt", Speed = 1.25 }));
        Assert.That((read.Model, read.Instructions, read.MaxOutputTokens, read.ParallelToolCalls), Is.EqualTo(("m", "Be brief.", 400, false)));
        Assert.That((read.OutputModalities, read.ToolChoice, read.Include), Is.EqualTo((
            new[] { OutputModality.Text }, new ToolChoice(ToolChoiceMode.Required, "find"), new[] { "i" })).UsingPropertiesComparer());
        AssertSame(SessionConfigReader.Read(View(read), SessionConfig.Default), read);
    }

    [Test]
    public void What_is_absent_keeps_its_value()
    {
        SessionConfig current = Read(Full);
        AssertSame(SessionConfigReader.Read(Json("{}"), current), current);
        AssertSame(SessionConfigReader.Read(Json("""{"audio":{"input":{},"output":{}}}"""), current), current);
    }

    [Test]
    public void A_field_of_the_audio_changes_alone()
    {
        SessionConfig current = Read(Full);
        SessionConfig read = SessionConfigReader.Read(Json("""{"audio":{"output":{"voice":"kal"}}}"""), current);
        AssertSame(read, current with { Audio = current.Audio with { Output = current.Audio.Output with { Voice = "kal" } } });
    }

    [Test]
    public void Turn_detection_and_tools_are_replaced_whole()
    {
        SessionConfig read = SessionConfigReader.Read(
            Json("""{"tools":[{"name":"go","type":"function"}],"audio":{"input":{"turn_detection":{"type":"server_vad","threshold":0.6}}}}"""), Read(Full));
        Assert.That(read.Audio.Input.TurnDetection, Is.EqualTo(new ServerVad { Threshold = 0.6 }));
        Assert.That(read.Tools, Is.EqualTo(new[] { new FunctionTool { Name = "go" } }));
    }

    [Test]
    public void Null_clears_to_nothing_where_nothing_means_something_and_else_to_the_default()
    {
        SessionConfig read = SessionConfigReader.Read(
            Json("""
            {"type":null,"model":null,"output_modalities":null,"instructions":null,"tools":null,"tool_choice":null,"max_output_tokens":null,
            "parallel_tool_calls":null,"reasoning":null,"truncation":null,"tracing":null,"prompt":null,"include":null,
            "audio":{"input":{"format":null,"transcription":null,"noise_reduction":null,"turn_detection":null},
            "output":{"format":null,"voice":null,"speed":null}}}
            """),
            Read(Full));
        AssertSame(read, SessionConfig.Default with { Audio = new AudioConfig { Input = new AudioInputConfig { TurnDetection = null } } });
    }

    [TestCase("""{"audio":null}""")]
    [TestCase("""{"audio":{"input":null,"output":null}}""")]
    public void An_object_that_is_null_is_at_its_defaults(string json) =>
        AssertSame(SessionConfigReader.Read(Json(json), Read(Full)), Read(Full) with { Audio = new AudioConfig() });

    [Test]
    public void Null_in_turn_detection_is_its_default()
    {
        SessionConfig read = Read("""
            {"audio":{"input":{"turn_detection":{"type":"server_vad","threshold":null,"prefix_padding_ms":null,"silence_duration_ms":null,
            "idle_timeout_ms":null,"create_response":null,"interrupt_response":null}}}}
            """);
        Assert.That(read.Audio.Input.TurnDetection, Is.EqualTo(new ServerVad()));
    }

    [TestCase("auto", Eagerness.Auto)]
    [TestCase("low", Eagerness.Low)]
    [TestCase("medium", Eagerness.Medium)]
    [TestCase("high", Eagerness.High)]
    public void Semantic_turn_detection_is_as_eager_as_told(string word, Eagerness expected)
    {
        SessionConfig read = Read($$$$$"""{"audio":{"input":{"turn_detection":{"type":"semantic_vad","eagerness":"{{{{{word}}}}}","model_version":"v2"}}}}""");
        Assert.That(read.Audio.Input.TurnDetection, Is.EqualTo(new SemanticVad { Eagerness = expected }));
    }

    [TestCase("\"auto\"", ToolChoiceMode.Auto)]
    [TestCase("\"none\"", ToolChoiceMode.None)]
    [TestCase("\"required\"", ToolChoiceMode.Required)]
    public void A_choice_of_tools_can_be_a_word(string json, ToolChoiceMode expected) =>
        Assert.That(Read($$"""{"tool_choice":{{json}}}""").ToolChoice, Is.EqualTo(new ToolChoice(expected)));

    [TestCase("\"slt\"")]
    [TestCase("""{"id":"slt"}""")]
    public void A_voice_is_a_name_or_an_object_with_one(string json) =>
        Assert.That(Read($$$$"""{"audio":{"output":{"voice":{{{{json}}}} }}}""").Audio.Output.Voice, Is.EqualTo("slt"));

    [Test]
    public void No_limit_of_tokens_is_infinite() =>
        Assert.That(SessionConfigReader.Read(Json("""{"max_output_tokens":"inf"}"""), Read(Full)).MaxOutputTokens, Is.Null);

    [Test]
    public void Hints_that_clients_send_along_are_taken_and_let_go()
    {
        SessionConfig read = Read("""
            {"object":"realtime.session","id":"sess_1","expires_at":0,
            "audio":{"input":{"transcription":{"model":"t","delay":"low","keywords":["a"],"languages":["en"]}}}}
            """);
        Assert.That(read.Audio.Input.Transcription, Is.EqualTo(new TranscriptionConfig { Model = "t" }));
    }

    [TestCase(
        """{"type":"realtime","instructions":"Hi.","model":"gpt-realtime-2.1","output_modalities":["audio"],"audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"noise_reduction":null,"transcription":{"model":"gpt-4o-mini-transcribe"},"turn_detection":{"type":"semantic_vad"}},"output":{"format":{"type":"audio/pcm","rate":24000},"speed":1}}}""",
        TestName = "OpenAI's agents SDK 0.20.0 at its defaults")]
    [TestCase(
        """{"type":"realtime","instructions":"Hi.","model":"m","output_modalities":["audio"],"audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"noise_reduction":{"type":"near_field"},"transcription":null,"turn_detection":{"type":"semantic_vad","create_response":true,"eagerness":"auto","interrupt_response":true,"model_version":"v1"}},"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"marin","speed":1}},"tool_choice":"auto","parallel_tool_calls":true,"reasoning":{"effort":"low"},"prompt":{"id":"p","version":"1","variables":{"a":"b"}},"tools":[{"type":"function","name":"find","description":"d","parameters":{"type":"object","properties":{},"required":[],"additionalProperties":false}}]}""",
        TestName = "OpenAI's agents SDK 0.20.0 with all that it knows")]
    [TestCase("""{"type":"realtime","tracing":"auto"}""", TestName = "OpenAI's agents SDK 0.20.0 when tracing")]
    [TestCase("""{"type":"realtime","tracing":{"workflow_name":"w","group_id":"g","metadata":{"a":1}}}""", TestName = "OpenAI's agents SDK 0.20.0 when tracing by name")]
    [TestCase(
        """{"type":"realtime","output_modalities":["audio"],"model":"gpt-realtime","instructions":"Hi.","audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"transcription":{"model":"whisper-1","language":"en","prompt":"p"},"turn_detection":{"type":"server_vad","threshold":0.4,"prefix_padding_ms":250,"silence_duration_ms":600,"idle_timeout_ms":6000}},"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"alloy","speed":1.5}},"include":["item.input_audio_transcription.logprobs"],"tools":[{"type":"function","name":"find","description":"d","parameters":{"type":"object"}}],"tool_choice":{"type":"function","name":"find"},"max_output_tokens":5}""",
        TestName = "OpenAI's package for .NET 2.15.0")]
    public void What_clients_send_is_taken(string json) => Assert.That(() => Read(json), Throws.Nothing);

    [TestCase("7", "invalid_type", "session")]
    [TestCase("""{"voice":"slt"}""", "unknown_parameter", "session.voice")]
    [TestCase("""{"model":"a","model":"b"}""", "invalid_value", "session.model")]
    [TestCase("""{"type":"transcription"}""", "invalid_value", "session.type")]
    [TestCase("""{"type":7}""", "invalid_type", "session.type")]
    [TestCase("""{"model":7}""", "invalid_type", "session.model")]
    [TestCase("""{"instructions":["a"]}""", "invalid_type", "session.instructions")]
    [TestCase("""{"instructions":"\ud800"}""", "invalid_value", "session.instructions")]
    [TestCase("""{"output_modalities":"audio"}""", "invalid_type", "session.output_modalities")]
    [TestCase("""{"output_modalities":[]}""", "invalid_value", "session.output_modalities")]
    [TestCase("""{"output_modalities":["audio","text"]}""", "invalid_value", "session.output_modalities")]
    [TestCase("""{"output_modalities":["video"]}""", "invalid_value", "session.output_modalities[0]")]
    [TestCase("""{"output_modalities":[7]}""", "invalid_type", "session.output_modalities[0]")]
    [TestCase("""{"tools":{}}""", "invalid_type", "session.tools")]
    [TestCase("""{"tools":[7]}""", "invalid_type", "session.tools[0]")]
    [TestCase("""{"tools":[{"name":"a"}]}""", "missing_required_parameter", "session.tools[0].type")]
    [TestCase("""{"tools":[{"type":"function"}]}""", "missing_required_parameter", "session.tools[0].name")]
    [TestCase("""{"tools":[{"type":"mcp","server_label":"a"}]}""", "invalid_value", "session.tools[0].type")]
    [TestCase("""{"tools":[{"type":"web_search"}]}""", "invalid_value", "session.tools[0].type")]
    [TestCase("""{"tools":[{"type":"function","name":"a b"}]}""", "invalid_value", "session.tools[0].name")]
    [TestCase("""{"tools":[{"type":"function","name":"a"},{"type":"function","name":"a"}]}""", "invalid_value", "session.tools[1].name")]
    [TestCase("""{"tools":[{"type":"function","name":"a","description":7}]}""", "invalid_type", "session.tools[0].description")]
    [TestCase("""{"tools":[{"type":"function","name":"a","parameters":"{}"}]}""", "invalid_type", "session.tools[0].parameters")]
    [TestCase("""{"tools":[{"type":"function","name":"a","parameters":{"\ud800":1}}]}""", "invalid_value", "session.tools[0].parameters")]
    [TestCase("""{"tools":[{"type":"function","name":"a","strict":true}]}""", "unknown_parameter", "session.tools[0].strict")]
    [TestCase("""{"tool_choice":"any"}""", "invalid_value", "session.tool_choice")]
    [TestCase("""{"tool_choice":7}""", "invalid_type", "session.tool_choice")]
    [TestCase("""{"tool_choice":{"type":"mcp","server_label":"a"}}""", "invalid_value", "session.tool_choice.type")]
    [TestCase("""{"tool_choice":{"type":"function"}}""", "missing_required_parameter", "session.tool_choice.name")]
    [TestCase("""{"max_output_tokens":0}""", "invalid_value", "session.max_output_tokens")]
    [TestCase("""{"max_output_tokens":1000001}""", "invalid_value", "session.max_output_tokens")]
    [TestCase("""{"max_output_tokens":1.5}""", "invalid_type", "session.max_output_tokens")]
    [TestCase("""{"max_output_tokens":"many"}""", "invalid_value", "session.max_output_tokens")]
    [TestCase("""{"parallel_tool_calls":"yes"}""", "invalid_type", "session.parallel_tool_calls")]
    [TestCase("""{"reasoning":"low"}""", "invalid_type", "session.reasoning")]
    [TestCase("""{"truncation":"none"}""", "invalid_value", "session.truncation")]
    [TestCase("""{"tracing":"off"}""", "invalid_value", "session.tracing")]
    [TestCase("""{"tracing":false}""", "invalid_type", "session.tracing")]
    [TestCase("""{"tracing":{"a":["\udc00"]}}""", "invalid_value", "session.tracing")]
    [TestCase("""{"prompt":"p"}""", "invalid_type", "session.prompt")]
    [TestCase("""{"include":"i"}""", "invalid_type", "session.include")]
    [TestCase("""{"include":[7]}""", "invalid_type", "session.include[0]")]
    [TestCase("""{"audio":[]}""", "invalid_type", "session.audio")]
    [TestCase("""{"audio":{"voice":"slt"}}""", "unknown_parameter", "session.audio.voice")]
    [TestCase("""{"audio":{"input":{"rate":1}}}""", "unknown_parameter", "session.audio.input.rate")]
    [TestCase("""{"audio":{"input":{"format":"pcm16"}}}""", "invalid_type", "session.audio.input.format")]
    [TestCase("""{"audio":{"input":{"format":{}}}}""", "missing_required_parameter", "session.audio.input.format.type")]
    [TestCase("""{"audio":{"input":{"format":{"type":"audio/pcmu"}}}}""", "invalid_value", "session.audio.input.format.type")]
    [TestCase("""{"audio":{"output":{"format":{"type":"audio/pcma"}}}}""", "invalid_value", "session.audio.output.format.type")]
    [TestCase("""{"audio":{"output":{"format":{"type":"audio/pcm","rate":16000}}}}""", "invalid_value", "session.audio.output.format.rate")]
    [TestCase("""{"audio":{"input":{"transcription":{"model":""}}}}""", "invalid_value", "session.audio.input.transcription.model")]
    [TestCase("""{"audio":{"input":{"transcription":{"words":[]}}}}""", "unknown_parameter", "session.audio.input.transcription.words")]
    [TestCase("""{"audio":{"input":{"noise_reduction":{"type":"none"}}}}""", "invalid_value", "session.audio.input.noise_reduction.type")]
    [TestCase("""{"audio":{"input":{"turn_detection":"server_vad"}}}""", "invalid_type", "session.audio.input.turn_detection")]
    [TestCase("""{"audio":{"input":{"turn_detection":{}}}}""", "missing_required_parameter", "session.audio.input.turn_detection.type")]
    [TestCase("""{"audio":{"input":{"turn_detection":{"type":"none"}}}}""", "invalid_value", "session.audio.input.turn_detection.type")]
    [TestCase("""{"audio":{"input":{"turn_detection":{"type":"server_vad","threshold":1.1}}}}""", "invalid_value", "session.audio.input.turn_detection.threshold")]
    [TestCase("""{"audio":{"input":{"turn_detection":{"type":"server_vad","prefix_padding_ms":1001}}}}""", "invalid_value", "session.audio.input.turn_detection.prefix_padding_ms")]
    [TestCase("""{"audio":{"input":{"turn_detection":{"type":"server_vad","silence_duration_ms":99}}}}""", "invalid_value", "session.audio.input.turn_detection.silence_duration_ms")]
    [TestCase("""{"audio":{"input":{"turn_detection":{"type":"server_vad","idle_timeout_ms":4999}}}}""", "invalid_value", "session.audio.input.turn_detection.idle_timeout_ms")]
    [TestCase("""{"audio":{"input":{"turn_detection":{"type":"server_vad","create_response":1}}}}""", "invalid_type", "session.audio.input.turn_detection.create_response")]
    [TestCase("""{"audio":{"input":{"turn_detection":{"type":"server_vad","eagerness":"low"}}}}""", "unknown_parameter", "session.audio.input.turn_detection.eagerness")]
    [TestCase("""{"audio":{"input":{"turn_detection":{"type":"semantic_vad","eagerness":"mild"}}}}""", "invalid_value", "session.audio.input.turn_detection.eagerness")]
    [TestCase("""{"audio":{"input":{"turn_detection":{"type":"semantic_vad","threshold":0.5}}}}""", "unknown_parameter", "session.audio.input.turn_detection.threshold")]
    [TestCase("""{"audio":{"output":{"voice":""}}}""", "invalid_value", "session.audio.output.voice")]
    [TestCase("""{"audio":{"output":{"voice":7}}}""", "invalid_type", "session.audio.output.voice")]
    [TestCase("""{"audio":{"output":{"voice":{"name":"a"}}}}""", "missing_required_parameter", "session.audio.output.voice.id")]
    [TestCase("""{"audio":{"output":{"speed":0.2}}}""", "invalid_value", "session.audio.output.speed")]
    [TestCase("""{"audio":{"output":{"speed":1e999}}}""", "invalid_value", "session.audio.output.speed")]
    [TestCase("""{"audio":{"output":{"speed":"1"}}}""", "invalid_type", "session.audio.output.speed")]
    public void A_mistake_is_named_with_its_place(string json, string code, string parameter)
    {
        InvalidConfigException refusal = Assert.Throws<InvalidConfigException>(() => Read(json))!;
        Assert.That((refusal.Code, refusal.Parameter), Is.EqualTo((code, parameter)), refusal.Message);
    }

    [Test]
    public void The_path_begins_where_the_object_stood()
    {
        InvalidConfigException refusal = Assert.Throws<InvalidConfigException>(
            () => SessionConfigReader.Read(Json("""{"audio":{"output":{"speed":9}}}"""), SessionConfig.Default, ""))!;
        Assert.That(refusal.Parameter, Is.EqualTo("audio.output.speed"));
    }

    [Test]
    public void Instructions_tools_and_depth_have_their_limits()
    {
        string longest = new('x', SessionConfigReader.MaxInstructionsLength);
        Assert.That(Read($$"""{"instructions":"{{longest}}"}""").Instructions, Is.EqualTo(longest));
        Assert.That(() => Read($$"""{"instructions":"{{longest}}x"}"""), Throws.InstanceOf<InvalidConfigException>());

        string[] tools = [.. Enumerable.Range(0, 129).Select(i => $$"""{"type":"function","name":"f{{i}}"}""")];
        Assert.That(Read($$"""{"tools":[{{string.Join(',', tools[..128])}}]}""").Tools, Has.Count.EqualTo(128));
        Assert.That(() => Read($$"""{"tools":[{{string.Join(',', tools)}}]}"""), Throws.InstanceOf<InvalidConfigException>());

        Assert.That(() => Read($$"""{"tracing":{"a":{{new string('[', 40)}}{{new string(']', 40)}} } }"""), Throws.InstanceOf<InvalidConfigException>());
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static SessionConfig Read(string json) => SessionConfigReader.Read(Json(json), SessionConfig.Default);

    private static JsonElement View(SessionConfig config) =>
        JsonElement.Parse(EventJson.Write(new SessionUpdated { Session = SessionView.Of("sess_1", config, "") })).GetProperty("session");

    // Lists and kept JSON have no equality of their own; what clients see of them has.
    private static void AssertSame(SessionConfig actual, SessionConfig expected) =>
        Assert.That(View(actual).GetRawText(), Is.EqualTo(View(expected).GetRawText()));
}
