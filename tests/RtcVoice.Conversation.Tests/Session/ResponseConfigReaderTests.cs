using System.Text.Json;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Tests.Session;

internal sealed class ResponseConfigReaderTests
{
    private static readonly SessionConfig Session = new()
    {
        Instructions = "Be brief.",
        Tools = [new FunctionTool { Name = "find" }],
        ToolChoice = new ToolChoice(ToolChoiceMode.Required),
        MaxOutputTokens = 100,
        Audio = new AudioConfig { Output = new AudioOutputConfig { Voice = "slt" } },
    };

    [TestCase(null)]
    [TestCase("{}")]
    [TestCase("""
        {"instructions":null,"output_modalities":null,"tools":null,"tool_choice":null,"max_output_tokens":null,"conversation":null,"metadata":null,
        "input":null,"audio":{"output":{"voice":null,"format":null}},"prompt":null,"parallel_tool_calls":null,"reasoning":null}
        """)]
    public void What_is_absent_or_null_is_as_in_the_session(string? json) =>
        Assert.That(ResponseConfigReader.Read(json is null ? null : JsonElement.Parse(json), Session), Is.EqualTo(ResponseConfig.Of(Session)));

    [Test]
    public void What_is_said_goes_before_the_session()
    {
        ResponseConfig read = Read("""
            {"instructions":"Sing.","output_modalities":["text"],"tools":[],"tool_choice":"none","max_output_tokens":"inf","conversation":"none",
            "metadata":{"topic":"song"},"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Hi."}]}],
            "audio":{"output":{"voice":"kal","format":{"type":"audio/pcm","rate":24000}}},"prompt":{"id":"p"},"parallel_tool_calls":true,
            "reasoning":{"effort":"low"}}
            """);
        Assert.That((read.Instructions, read.Modality, read.MaxOutputTokens, read.IsOutOfBand, read.Voice), Is.EqualTo((
            "Sing.", OutputModality.Text, (int?)null, true, "kal")));
        Assert.That((read.Tools.Count, read.ToolChoice), Is.EqualTo((0, new ToolChoice(ToolChoiceMode.None))));
        Assert.That(read.Metadata!.Value.GetRawText(), Is.EqualTo("""{"topic":"song"}"""));
        Assert.That(((MessageItem)read.Input!.Single()).Content, Is.EqualTo(new[] { new InputTextPart("Hi.") }));
    }

    [Test]
    public void A_response_to_nothing_is_not_one_to_the_conversation() => Assert.That(Read("""{"input":[]}""").Input, Is.Empty);

    [Test]
    public void Notes_have_their_limits()
    {
        string[] notes = [.. Enumerable.Range(0, 17).Select(i => $"\"n{i}\":\"\"")];
        Assert.That(() => Read($$"""{"metadata":{ {{string.Join(',', notes[..16])}} } }"""), Throws.Nothing);
        AssertMistake($$"""{"metadata":{ {{string.Join(',', notes)}} } }""", "invalid_value", "response.metadata");
        AssertMistake($$$"""{"metadata":{"{{{new string('n', 65)}}}":""}}""", "invalid_value", "response.metadata");
        AssertMistake($$$"""{"metadata":{"n":"{{{new string('x', 513)}}}"}}""", "invalid_value", "response.metadata.n");
    }

    [TestCase("[]", "invalid_type", "response")]
    [TestCase("""{"modalities":["text"]}""", "unknown_parameter", "response.modalities")]
    [TestCase("""{"instructions":7}""", "invalid_type", "response.instructions")]
    [TestCase("""{"output_modalities":["audio","text"]}""", "invalid_value", "response.output_modalities")]
    [TestCase("""{"tools":[{"type":"mcp"}]}""", "invalid_value", "response.tools[0].type")]
    [TestCase("""{"tool_choice":"any"}""", "invalid_value", "response.tool_choice")]
    [TestCase("""{"max_output_tokens":-1}""", "invalid_value", "response.max_output_tokens")]
    [TestCase("""{"conversation":"default"}""", "invalid_value", "response.conversation")]
    [TestCase("""{"metadata":[]}""", "invalid_type", "response.metadata")]
    [TestCase("""{"metadata":{"n":7}}""", "invalid_type", "response.metadata.n")]
    [TestCase("""{"metadata":{"n":"a","n":"b"}}""", "invalid_value", "response.metadata.n")]
    [TestCase("""{"metadata":{"\ud800":"a"}}""", "invalid_value", "response.metadata")]
    [TestCase("""{"input":{}}""", "invalid_type", "response.input")]
    [TestCase("""{"input":[{"type":"item_reference","id":"item_1"}]}""", "invalid_value", "response.input[0].type")]
    [TestCase("""{"input":[{"type":"message","role":"user","content":[{"type":"input_text"}]}]}""", "missing_required_parameter", "response.input[0].content[0].text")]
    [TestCase("""{"audio":{"input":{}}}""", "unknown_parameter", "response.audio.input")]
    [TestCase("""{"audio":{"output":{"speed":1}}}""", "unknown_parameter", "response.audio.output.speed")]
    [TestCase("""{"audio":{"output":{"format":{"type":"audio/pcmu"}}}}""", "invalid_value", "response.audio.output.format.type")]
    [TestCase("""{"prompt":"p"}""", "invalid_type", "response.prompt")]
    [TestCase("""{"reasoning":"low"}""", "invalid_type", "response.reasoning")]
    [TestCase("""{"parallel_tool_calls":"no"}""", "invalid_type", "response.parallel_tool_calls")]
    public void A_mistake_is_named_with_its_place(string json, string code, string parameter) => AssertMistake(json, code, parameter);

    private static ResponseConfig Read(string json) => ResponseConfigReader.Read(JsonElement.Parse(json), Session);

    private static void AssertMistake(string json, string code, string parameter)
    {
        InvalidConfigException refusal = Assert.Throws<InvalidConfigException>(() => Read(json))!;
        Assert.That((refusal.Code, refusal.Parameter), Is.EqualTo((code, parameter)), refusal.Message);
    }
}
