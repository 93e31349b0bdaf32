using System.Text.Json;
using RtcVoice.Conversation.Events.Server;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Json;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Tests.Items;

internal sealed class ItemReaderTests
{
    [TestCase(
        """{"type":"message","role":"user","content":[{"type":"input_text","text":"Hi."},{"type":"input_audio","audio":"AAAA","transcript":"Hey."}]}""",
        """{"type":"message","id":"","object":"realtime.item","status":"completed","role":"user","content":[{"type":"input_text","text":"Hi."},{"type":"input_audio","transcript":"Hey."}]}""",
        TestName = "A message of the user, without its sound")]
    [TestCase(
        """{"type":"message","role":"user","content":[{"type":"input_audio","audio":null,"transcript":null},{"type":"input_audio"}]}""",
        """{"type":"message","id":"","object":"realtime.item","status":"completed","role":"user","content":[{"type":"input_audio","transcript":null},{"type":"input_audio","transcript":null}]}""",
        TestName = "Sound that nobody has made out")]
    [TestCase(
        """{"id":"item_1","object":"realtime.item","type":"message","role":"system","status":null,"content":[{"type":"input_text","text":"Now."}]}""",
        """{"type":"message","id":"item_1","object":"realtime.item","status":"completed","role":"system","content":[{"type":"input_text","text":"Now."}]}""",
        TestName = "A message of the system")]
    [TestCase(
        """{"type":"message","role":"assistant","status":"incomplete","content":[{"type":"output_text","text":"Hi."},{"type":"output_audio","audio":null,"transcript":"Hey."}]}""",
        """{"type":"message","id":"","object":"realtime.item","status":"incomplete","role":"assistant","content":[{"type":"output_text","text":"Hi."},{"type":"output_audio","transcript":"Hey."}]}""",
        TestName = "A message of the assistant")]
    [TestCase(
        """{"type":"message","role":"assistant","content":[{"type":"text","text":"Hi."},{"type":"audio"}]}""",
        """{"type":"message","id":"","object":"realtime.item","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hi."},{"type":"output_audio","transcript":""}]}""",
        TestName = "A message of the assistant by the names of old")]
    [TestCase(
        """{"type":"function_call","call_id":"call_1","name":"find","arguments":"{}","status":"in_progress"}""",
        """{"type":"function_call","id":"","object":"realtime.item","status":"in_progress","call_id":"call_1","name":"find","arguments":"{}"}""",
        TestName = "A function call")]
    [TestCase(
        """{"type":"function_call_output","call_id":"call_1","output":"{}"}""",
        """{"type":"function_call_output","id":"","object":"realtime.item","status":"completed","call_id":"call_1","output":"{}"}""",
        TestName = "An output")]
    public void An_item_is_read(string json, string expected)
    {
        ConversationItem item = ItemReader.Read(new JsonValue(JsonElement.Parse(json), "item"));
        JsonElement written = JsonElement.Parse(EventJson.Write(new ConversationItemRetrieved { Item = item })).GetProperty("item");
        Assert.That(JsonElement.DeepEquals(written, JsonElement.Parse(expected)), written.GetRawText());
    }

    [TestCase("""7""", "invalid_type", "item")]
    [TestCase("""{"role":"user"}""", "missing_required_parameter", "item.type")]
    [TestCase("""{"type":"mcp_call"}""", "invalid_value", "item.type")]
    [TestCase("""{"type":"item_reference","id":"item_1"}""", "invalid_value", "item.type")]
    [TestCase("""{"type":"message","content":[]}""", "missing_required_parameter", "item.role")]
    [TestCase("""{"type":"message","role":"developer","content":[]}""", "invalid_value", "item.role")]
    [TestCase("""{"type":"message","role":"user"}""", "missing_required_parameter", "item.content")]
    [TestCase("""{"type":"message","role":"user","content":"Hi."}""", "invalid_type", "item.content")]
    [TestCase("""{"type":"message","role":"user","content":["Hi."]}""", "invalid_type", "item.content[0]")]
    [TestCase("""{"type":"message","role":"user","content":[{"text":"Hi."}]}""", "missing_required_parameter", "item.content[0].type")]
    [TestCase("""{"type":"message","role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_text","text":7}]}""", "invalid_type", "item.content[1].text")]
    [TestCase("""{"type":"message","role":"user","content":[{"type":"input_text"}]}""", "missing_required_parameter", "item.content[0].text")]
    [TestCase("""{"type":"message","role":"user","content":[{"type":"input_text","text":"a","detail":1}]}""", "unknown_parameter", "item.content[0].detail")]
    [TestCase("""{"type":"message","role":"user","content":[{"type":"input_text","text":"\udc00"}]}""", "invalid_value", "item.content[0].text")]
    [TestCase("""{"type":"message","role":"user","content":[{"type":"input_image","image_url":"data:"}]}""", "invalid_value", "item.content[0].type")]
    [TestCase("""{"type":"message","role":"user","content":[{"type":"input_audio","audio":"%"}]}""", "invalid_value", "item.content[0].audio")]
    [TestCase("""{"type":"message","role":"user","content":[{"type":"input_audio","transcript":[]}]}""", "invalid_type", "item.content[0].transcript")]
    [TestCase("""{"type":"message","role":"user","content":[{"type":"output_text","text":"a"}]}""", "invalid_value", "item.content[0].type")]
    [TestCase("""{"type":"message","role":"system","content":[{"type":"input_audio"}]}""", "invalid_value", "item.content[0].type")]
    [TestCase("""{"type":"message","role":"assistant","content":[{"type":"input_text","text":"a"}]}""", "invalid_value", "item.content[0].type")]
    [TestCase("""{"type":"message","role":"user","content":[],"name":"a"}""", "unknown_parameter", "item.name")]
    [TestCase("""{"type":"message","role":"user","content":[],"id":"a.b"}""", "invalid_value", "item.id")]
    [TestCase("""{"type":"message","role":"user","content":[],"status":"done"}""", "invalid_value", "item.status")]
    [TestCase("""{"type":"message","role":"user","content":[],"object":"item"}""", "invalid_value", "item.object")]
    [TestCase("""{"type":"function_call","name":"find","arguments":"{}"}""", "missing_required_parameter", "item.call_id")]
    [TestCase("""{"type":"function_call","call_id":"c","arguments":"{}"}""", "missing_required_parameter", "item.name")]
    [TestCase("""{"type":"function_call","call_id":"c","name":"find","arguments":{}}""", "invalid_type", "item.arguments")]
    [TestCase("""{"type":"function_call_output","call_id":"","output":"o"}""", "invalid_value", "item.call_id")]
    [TestCase("""{"type":"function_call_output","call_id":"c"}""", "missing_required_parameter", "item.output")]
    [TestCase("""{"type":"function_call_output","call_id":"c","output":{}}""", "invalid_type", "item.output")]
    public void A_mistake_is_named_with_its_place(string json, string code, string parameter)
    {
        InvalidConfigException refusal = Assert.Throws<InvalidConfigException>(() => ItemReader.Read(new JsonValue(JsonElement.Parse(json), "item")))!;
        Assert.That((refusal.Code, refusal.Parameter), Is.EqualTo((code, parameter)), refusal.Message);
    }

    [Test]
    public void An_identifier_has_up_to_64_letters()
    {
        string json = $$"""{"type":"message","role":"user","content":[],"id":"{{new string('x', 64)}}"}""";
        Assert.That(ItemReader.Read(new JsonValue(JsonElement.Parse(json), "item")).Id, Has.Length.EqualTo(64));
        JsonElement longer = JsonElement.Parse(json.Replace("xx", "xxx", StringComparison.Ordinal));
        Assert.That(() => ItemReader.Read(new JsonValue(longer, "item")), Throws.InstanceOf<InvalidConfigException>());
    }
}
