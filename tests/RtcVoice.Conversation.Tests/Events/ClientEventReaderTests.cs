using System.Text;
using RtcVoice.Conversation.Events.Client;
using RtcVoice.Conversation.Events.Server;

namespace RtcVoice.Conversation.Tests.Events;

internal sealed class ClientEventReaderTests
{
    private static IEnumerable<TestCaseData> Plain =>
    [
        Case("""{"type":"input_audio_buffer.commit"}""", new InputAudioBufferCommit()),
        Case("""{"type":"input_audio_buffer.clear"}""", new InputAudioBufferClear()),
        Case("""{"type":"output_audio_buffer.clear"}""", new OutputAudioBufferClear()),
        Case("""{"event_id":"mine","type":"output_audio_buffer.clear"}""", new OutputAudioBufferClear { EventId = "mine" }),
        Case("""{"event_id":null,"type":"output_audio_buffer.clear"}""", new OutputAudioBufferClear()),
        Case("""{"type":"conversation.item.retrieve","item_id":"item_1"}""", new ConversationItemRetrieve("item_1")),
        Case("""{"type":"conversation.item.delete","item_id":"item_1"}""", new ConversationItemDelete("item_1")),
        Case(
            """{"type":"conversation.item.truncate","item_id":"item_1","content_index":0,"audio_end_ms":1500}""",
            new ConversationItemTruncate("item_1", 0, 1_500)),
        Case("""{"type":"response.create"}""", new ResponseCreate(null)),
        Case("""{"type":"response.create","response":null}""", new ResponseCreate(null)),
        Case("""{"type":"response.cancel"}""", new ResponseCancel(null)),
        Case("""{"type":"response.cancel","response_id":"resp_1"}""", new ResponseCancel("resp_1")),
    ];

    private static IEnumerable<TestCaseData> Mistakes =>
    [
        Mistake("", "invalid_json", null),
        Mistake("{", "invalid_json", null),
        Mistake("""{"type":"response.cancel"} {}""", "invalid_json", null),
        Mistake("""{"type":"response.cancel",}""", "invalid_json", null),
        Mistake("""{"type":NaN}""", "invalid_json", null),
        Mistake(new string('[', 100), "invalid_json", null),
        Mistake("[]", "invalid_type", null),
        Mistake("null", "invalid_type", null),
        Mistake("{}", "missing_required_parameter", "type"),
        Mistake("""{"type":null}""", "invalid_type", "type"),
        Mistake("""{"type":7}""", "invalid_type", "type"),
        Mistake("""{"type":"\ud800"}""", "invalid_value", "type"),
        Mistake("""{"type":"response.canel"}""", "unknown_event", "type"),
        Mistake("""{"type":"session.updated","session":{}}""", "unknown_event", "type"),
        Mistake("""{"type":"response.cancel","event_id":7}""", "invalid_type", "event_id"),
        Mistake("""{"type":"response.cancel","respones_id":"resp_1"}""", "unknown_parameter", "respones_id"),
        Mistake("""{"type":"response.cancel","\ud800":1}""", "invalid_value", null),
        Mistake("""{"type":"response.cancel","type":"response.cancel"}""", "invalid_value", "type"),
        Mistake("""{"type":"session.update"}""", "missing_required_parameter", "session"),
        Mistake("""{"type":"session.update","session":null}""", "invalid_type", "session"),
        Mistake("""{"type":"session.update","session":[]}""", "invalid_type", "session"),
        Mistake("""{"type":"response.create","response":[]}""", "invalid_type", "response"),
        Mistake("""{"type":"response.cancel","response_id":"a b"}""", "invalid_value", "response_id"),
        Mistake("""{"type":"conversation.item.delete"}""", "missing_required_parameter", "item_id"),
        Mistake("""{"type":"conversation.item.delete","item_id":""}""", "invalid_value", "item_id"),
        Mistake("""{"type":"conversation.item.retrieve","item_id":null}""", "invalid_type", "item_id"),
        Mistake("""{"type":"conversation.item.truncate","item_id":"i","audio_end_ms":1}""", "missing_required_parameter", "content_index"),
        Mistake("""{"type":"conversation.item.truncate","item_id":"i","content_index":1,"audio_end_ms":1}""", "invalid_value", "content_index"),
        Mistake("""{"type":"conversation.item.truncate","item_id":"i","content_index":0,"audio_end_ms":-1}""", "invalid_value", "audio_end_ms"),
        Mistake("""{"type":"conversation.item.truncate","item_id":"i","content_index":0,"audio_end_ms":1.5}""", "invalid_type", "audio_end_ms"),
        Mistake("""{"type":"conversation.item.truncate","item_id":"i","content_index":0,"audio_end_ms":1e999}""", "invalid_value", "audio_end_ms"),
        Mistake("""{"type":"conversation.item.truncate","item_id":"i","content_index":0,"audio_end_ms":"1"}""", "invalid_type", "audio_end_ms"),
        Mistake("""{"type":"input_audio_buffer.append"}""", "missing_required_parameter", "audio"),
        Mistake("""{"type":"input_audio_buffer.append","audio":[1]}""", "invalid_type", "audio"),
        Mistake("""{"type":"input_audio_buffer.append","audio":"AQI"}""", "invalid_value", "audio"),
        Mistake("""{"type":"input_audio_buffer.append","audio":"\ud800"}""", "invalid_value", "audio"),
        Mistake("""{"type":"input_audio_buffer.append","audio":"AQID"}""", "invalid_value", "audio"),
        Mistake("""{"type":"conversation.item.create"}""", "missing_required_parameter", "item"),
        Mistake("""{"type":"conversation.item.create","item":{},"previous_item_id":"i"}""", "missing_required_parameter", "item.type"),
    ];

    [TestCaseSource(nameof(Plain))]
    public void An_event_is_read(string json, object expected) => Assert.That(Read(json), Is.EqualTo(expected));

    [TestCaseSource(nameof(Mistakes))]
    public void A_mistake_is_named_with_its_place(string json, string code, string? param)
    {
        ErrorBody error = ReadError(json);
        Assert.That((error.Code, error.Param, error.Type, error.EventId), Is.EqualTo((code, param, "invalid_request_error", (string?)null)), error.Message);
        Assert.That(error.Message, Is.Not.Empty);
    }

    [Test]
    public void An_error_names_the_clients_event_whatever_else_is_wrong_with_it([Values(
        """{"type":"response.canel","event_id":"mine"}""",
        """{"event_id":"mine"}""",
        """{"x":1,"type":"response.cancel","event_id":"mine"}""",
        """{"type":"response.cancel","type":"response.cancel","event_id":"mine"}""")] string json) =>
        Assert.That(ReadError(json).EventId, Is.EqualTo("mine"));

    [Test]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        byte[] bytes = [.. "{\"type\":\"response.cancel\",\"response_id\":\""u8, 0xFF, .. "\"}"u8];
        Assert.That(ClientEventReader.TryRead(bytes, out _, out ErrorBody? error), Is.False);
        Assert.That(error!.Code, Is.EqualTo("invalid_json"));
    }

    [Test]
    public void A_made_up_field_is_told_back_no_longer_than_a_name_is()
    {
        ErrorBody error = ReadError($$"""{"type":"response.cancel","{{new string('x', 10_000)}}":1}""");
        Assert.That((error.Param, error.Message.Length < 300), Is.EqualTo((new string('x', 64), true)));
    }

    [Test]
    public void Sound_is_read_as_little_endian_samples_also_where_its_slashes_are_escaped()
    {
        var append = (InputAudioBufferAppend)Read("""{"type":"input_audio_buffer.append","audio":"\/\/8AgP9\/"}""");
        Assert.That(append.Pcm.ToArray(), Is.EqualTo(new short[] { -1, short.MinValue, short.MaxValue }));
    }

    [Test]
    public void Sound_is_taken_up_to_fifteen_mebibytes_of_base64()
    {
        string most = new('A', 15 * 1024 * 1024);
        Assert.That(((InputAudioBufferAppend)Read($$"""{"type":"input_audio_buffer.append","audio":"{{most}}"}""")).Pcm.Length, Is.EqualTo(most.Length * 3 / 8));
        ErrorBody error = ReadError($$"""{"type":"input_audio_buffer.append","audio":"{{most}}AAAA"}""");
        Assert.That((error.Code, error.Param), Is.EqualTo(("invalid_value", "audio")));
    }

    [Test]
    public void The_payload_of_an_update_outlives_the_message()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("""{"type":"session.update","session":{"instructions":"Be brief."}}""");
        Assert.That(ClientEventReader.TryRead(bytes, out ClientEvent? happening, out _));
        bytes.AsSpan().Clear();
        Assert.That(((SessionUpdate)happening!).Session.GetProperty("instructions").GetString(), Is.EqualTo("Be brief."));
    }

    [Test]
    public void A_created_item_comes_with_where_it_goes()
    {
        var create = (ConversationItemCreate)Read("""
            {"type":"conversation.item.create","previous_item_id":"root","item":{"type":"function_call_output","call_id":"c","output":"o"}}
            """);
        Assert.That((create.PreviousItemId, create.Item.Id), Is.EqualTo(("root", "")));
    }

    private static TestCaseData Case(string json, ClientEvent expected) => new TestCaseData(json, expected).SetArgDisplayNames(json);

    private static TestCaseData Mistake(string json, string code, string? param) => new(json, code, param);

    private static ClientEvent Read(string json)
    {
        bool isRead = ClientEventReader.TryRead(Encoding.UTF8.GetBytes(json), out ClientEvent? happening, out ErrorBody? error);
        Assert.That((isRead, error), Is.EqualTo((true, (ErrorBody?)null)), error?.Message);
        return happening!;
    }

    private static ErrorBody ReadError(string json)
    {
        bool isRead = ClientEventReader.TryRead(Encoding.UTF8.GetBytes(json), out ClientEvent? happening, out ErrorBody? error);
        Assert.That((isRead, happening), Is.EqualTo((false, (ClientEvent?)null)));
        return error!;
    }
}
