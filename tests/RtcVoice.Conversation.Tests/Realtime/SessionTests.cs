using System.Text.Json;
using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Clients;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Tests.Harness;

namespace RtcVoice.Conversation.Tests.Realtime;

/// <summary>What clients ask of a session, and what they get.</summary>
public sealed class SessionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public void A_client_is_told_of_the_session_and_the_conversation_first()
    {
        using var call = new CallUnderTest(new ScriptedAgent());
        EventLog client = call.ConnectWithEvents();
        call.Run(TimeSpan.FromMilliseconds(20));
        Assert.That(client.Types, Is.EqualTo(new[] { "session.created", "conversation.created" }));
        JsonElement session = client.Events[0].GetProperty("session");
        Assert.That(session.GetProperty("model").GetString(), Is.EqualTo("scripted"));
        Assert.That(session.GetProperty("audio").GetProperty("input").GetProperty("turn_detection").GetProperty("type").GetString(), Is.EqualTo("server_vad"));
    }

    [Test]
    public async Task An_update_changes_what_it_names_and_the_agent_is_told()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"session.update","session":{"type":"realtime","instructions":"Be brief.","audio":{"output":{"speed":1.2}}}}""");
        JsonElement session = client.Last("session.updated").GetProperty("session");
        Assert.That(session.GetProperty("instructions").GetString(), Is.EqualTo("Be brief."));
        Assert.That(session.GetProperty("audio").GetProperty("output").GetProperty("speed").GetDouble(), Is.EqualTo(1.2));
        Assert.That((await agent.ToldOfAsync<SessionChanged>()).Session.Instructions, Is.EqualTo("Be brief."));
    }

    [Test]
    public void A_bad_update_is_an_error_that_names_the_field_and_changes_nothing()
    {
        using var call = new CallUnderTest(new ScriptedAgent());
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"session.update","event_id":"mine_1","session":{"type":"realtime","instructions":"New.","audio":{"output":{"speed":9}}}}""");
        Assert.That(client.LastError.GetProperty("param").GetString(), Is.EqualTo("session.audio.output.speed"));
        Assert.That(client.LastError.GetProperty("event_id").GetString(), Is.EqualTo("mine_1"));
        Assert.That(call.Call.Session.Session.Instructions, Is.Empty);
        Assert.That(client.Of("session.updated"), Is.Empty);
    }

    [TestCase("""{"type":"no.such.event","event_id":"e1"}""", "unknown_event")]
    [TestCase("""{"type":"response.cancel","event_id":"e1","more":1}""", "unknown_parameter")]
    [TestCase("""{"type":"conversation.item.retrieve","event_id":"e1","item_id":"item_none"}""", "item_not_found")]
    [TestCase("""{"type":"conversation.item.delete","event_id":"e1","item_id":"item_none"}""", "item_not_found")]
    [TestCase("""{"type":"conversation.item.truncate","event_id":"e1","item_id":"item_none","content_index":0,"audio_end_ms":1}""", "item_not_found")]
    [TestCase("""{"type":"response.cancel","event_id":"e1"}""", "response_cancel_not_active")]
    [TestCase("""{"type":"input_audio_buffer.commit","event_id":"e1"}""", "input_audio_buffer_commit_empty")]
    [TestCase("""{"type":"input_audio_buffer.append","event_id":"e1","audio":"AAA="}""", "input_audio_not_supported")]
    [TestCase("""{"type":"conversation.item.create","event_id":"e1","item":{"type":"function_call_output","call_id":"call_none","output":"1"}}""", "call_not_found")]
    [TestCase("""{"type":"conversation.item.create","event_id":"e1","previous_item_id":"item_none","item":{"type":"message","role":"user","content":[]}}""", "item_not_found")]
    public void What_cannot_be_done_is_an_error_to_the_one_who_asked(string sent, string code)
    {
        using var call = new CallUnderTest(new ScriptedAgent());
        EventLog client = call.ConnectWithEvents();
        var other = new EventLog(call, channel: 3);
        other.Open();
        client.Send(sent);
        Assert.That(client.LastError.GetProperty("code").GetString(), Is.EqualTo(code), client.LastError.GetRawText());
        Assert.That(client.LastError.GetProperty("event_id").GetString(), Is.EqualTo("e1"));
        Assert.That(other.Types, Has.None.EqualTo("error"));
        client.Send("""{"type":"session.update","session":{"type":"realtime"}}""");
        Assert.That(client.Types[^1], Is.EqualTo("session.updated"), "the call goes on");
    }

    [Test]
    public void Clearing_an_output_that_is_silent_is_no_error()
    {
        using var call = new CallUnderTest(new ScriptedAgent());
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"output_audio_buffer.clear"}""");
        Assert.That(client.Types, Is.EqualTo(new[] { "session.created", "conversation.created" }));
    }

    [Test]
    public async Task Items_are_added_where_they_are_wanted_retrieved_and_deleted()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        Add("b", null);
        Add("d", null);
        Add("c", "b");
        Add("a", "root");
        Assert.That(client.Of("conversation.item.added").Select(e => e.GetProperty("previous_item_id").GetString()), Is.EqualTo(new[] { null, "b", "b", null }));
        Assert.That((await call.DescribeAsync()).Select(i => i.Item.Id), Is.EqualTo(new[] { "a", "b", "c", "d" }));
        client.Send("""{"type":"conversation.item.delete","item_id":"c"}""");
        Assert.That(client.Last("conversation.item.deleted").GetProperty("item_id").GetString(), Is.EqualTo("c"));
        client.Send("""{"type":"conversation.item.retrieve","item_id":"d"}""");
        Assert.That(client.Last("conversation.item.retrieved").GetProperty("item").GetProperty("content")[0].GetProperty("text").GetString(), Is.EqualTo("text d"));
        client.Send("""{"type":"conversation.item.create","item":{"id":"d","type":"message","role":"user","content":[]}}""");
        Assert.That(client.LastError.GetProperty("code").GetString(), Is.EqualTo("item_already_exists"));
        await agent.ToldOfAsync<ItemDeleted>();
        Assert.That(agent.Events.OfType<ItemAdded>().Select(e => (e.Item.Id, e.PreviousItemId)), Is.EqualTo(new[] { ("b", null), ("d", "b"), ("c", "b"), ("a", null) }));

        void Add(string id, string? previous)
        {
            string where = previous is null ? "" : $"""
                "previous_item_id":"{previous}",
                """;
            client.Send($$$"""{"type":"conversation.item.create",{{{where}}}"item":{"id":"{{{id}}}","type":"message","role":"user","content":[{"type":"input_text","text":"text {{{id}}}"}]}}""");
        }
    }

    [Test]
    public async Task Text_from_the_client_is_answered_when_a_response_is_asked_for()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"Hello?"}]}}""");
        client.Send("""{"type":"response.create","response":{"output_modalities":["text"],"instructions":"In one word.","metadata":{"turn":"7"}}}""");
        AgentResponse response = await agent.AskedAsync();
        Assert.That(response.Config.Instructions, Is.EqualTo("In one word."));
        Assert.That(((MessageItem)response.History.Single()).Content, Is.EqualTo(new ContentPart[] { new InputTextPart("Hello?") }));
        AgentMessage message = response.BeginMessage();
        Assert.That(message.IsSpoken, Is.False);
        Assert.That(async () => await message.WriteAudioAsync(new short[10], 16_000), Throws.InvalidOperationException);
        message.WriteText("Yes.");
        response.Complete();
        call.Run(TimeSpan.FromMilliseconds(20));
        Assert.That(client.Types.Skip(4), Is.EqualTo(new[]
        {
            "response.created",
            "response.output_item.added",
            "conversation.item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "conversation.item.done",
            "response.done",
        }));
        Assert.That(client.Last("response.done").GetProperty("response").GetProperty("metadata").GetRawText(), Is.EqualTo("""{"turn":"7"}"""));
    }

    [Test]
    public async Task There_is_one_response_at_a_time()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"response.create"}""");
        AgentResponse first = await agent.AskedAsync();
        client.Send("""{"type":"response.create","event_id":"second"}""");
        Assert.That(client.LastError.GetProperty("code").GetString(), Is.EqualTo("conversation_already_has_active_response"));
        Assert.That(client.LastError.GetProperty("event_id").GetString(), Is.EqualTo("second"));
        Task<AgentResponse> unasked = call.Call.Session.BeginResponseAsync(CancellationToken.None);
        call.Run(Second);
        Assert.That(unasked.IsCompleted, Is.False);
        first.Complete();
        call.Run(TimeSpan.FromMilliseconds(20));
        Assert.That((await unasked).Id, Is.Not.EqualTo(first.Id));
        Assert.That(client.Of("response.created"), Has.Count.EqualTo(2));
        Assert.That(client.Of("response.done"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_failed_response_says_why_and_what_was_said_of_it_stays()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"response.create"}""");
        AgentResponse response = await agent.AskedAsync();
        AgentMessage message = response.BeginMessage();
        message.WriteText("Half an");
        await message.WriteAudioAsync(Sounds.Tone(Second), OpusFormat.SampleRate);
        response.Fail("upstream_lost", "The model is gone.");
        call.Run(2 * Second);
        JsonElement done = client.Last("response.done").GetProperty("response");
        Assert.That(done.GetProperty("status").GetString(), Is.EqualTo("failed"));
        Assert.That(done.GetProperty("status_details").GetProperty("error").GetProperty("code").GetString(), Is.EqualTo("upstream_lost"));
        Assert.That(Sounds.LoudTime(call.Heard()), Is.EqualTo(Second).Within(TimeSpan.FromMilliseconds(30)));
        Assert.That(client.Types[^1], Is.EqualTo("output_audio_buffer.stopped"));
        Assert.That((await call.DescribeAsync()).Single().Heard, Is.EqualTo(Second));
    }

    [Test]
    public async Task The_words_of_a_turn_come_piece_by_piece_whole_or_not_at_all()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        call.LetPersonSay(Sounds.Human().AsMemory(0, 2 * OpusFormat.SampleRate));
        client.Await("input_audio_buffer.committed");
        UserTurn turn = (await agent.ToldOfAsync<UserTurnEnded>()).Turn;
        IAgentCall line = await agent.StartedAsync();
        line.WriteUserTranscript(turn.ItemId, "the family ");
        line.CompleteUserTranscript(turn.ItemId, "the family of dashwood");
        line.FailUserTranscript(turn.ItemId, "too_noisy", "Nobody can make that out.");
        line.CompleteUserTranscript("item_none", "of no turn");
        call.Run(TimeSpan.FromMilliseconds(20));
        const string Prefix = "conversation.item.input_audio_transcription.";
        Assert.That(client.Types.Where(t => t.StartsWith(Prefix, StringComparison.Ordinal)), Is.EqualTo(new[] { Prefix + "delta", Prefix + "completed", Prefix + "failed" }));
        Assert.That(client.Last(Prefix + "completed").GetProperty("usage").GetProperty("seconds").GetInt32(), Is.InRange(2, 4));
        Assert.That(client.Last(Prefix + "failed").GetProperty("error").GetProperty("code").GetString(), Is.EqualTo("too_noisy"));
        client.Send($$"""{"type":"conversation.item.retrieve","item_id":"{{turn.ItemId}}"}""");
        Assert.That(client.Last("conversation.item.retrieved").GetProperty("item").GetProperty("content")[0].GetProperty("transcript").GetString(), Is.EqualTo("the family of dashwood"));
    }

    [Test]
    public async Task Push_to_talk_hears_from_the_clear_to_the_commit_and_answers_when_asked()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":null}}}}""");
        call.LetPersonSay(Sounds.Human());
        call.Run(Second);
        client.Send("""{"type":"input_audio_buffer.clear"}""");
        Assert.That(client.Types[^1], Is.EqualTo("input_audio_buffer.cleared"));
        call.Run(Second);
        client.Send("""{"type":"input_audio_buffer.commit"}""");
        UserTurn turn = (await agent.ToldOfAsync<UserTurnEnded>()).Turn;
        Assert.That((double)turn.Pcm.Length / UserTurn.SampleRate, Is.EqualTo(1).Within(0.05));
        Assert.That(client.Types.TakeLast(3), Is.EqualTo(new[] { "input_audio_buffer.committed", "conversation.item.added", "conversation.item.done" }));
        call.Run(3 * Second);
        Assert.That(client.Types, Has.None.EqualTo("input_audio_buffer.speech_started"));
        Assert.That(agent.Events.OfType<ResponseRequested>(), Is.Empty);
        client.Send("""{"type":"response.create"}""");
        await agent.AskedAsync();
    }

    [Test]
    public async Task Where_turns_do_not_make_responses_the_client_asks_for_them()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","create_response":false,"interrupt_response":false}}}}}""");
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        AgentMessage message = await response.SayAsync(8 * Second);
        response.Complete();
        call.Run(Second);
        call.LetPersonSay(Sounds.Human().AsMemory(0, 3 * OpusFormat.SampleRate));
        client.Await("input_audio_buffer.committed");
        call.Run(5 * Second);
        Assert.That(agent.Events.OfType<ResponseRequested>(), Is.Empty);
        Assert.That((await agent.ToldOfAsync<MessageHeard>()).ItemId, Is.EqualTo(message.ItemId), "nobody was interrupted");
    }

    [Test]
    public async Task A_turn_that_ends_while_an_answer_goes_on_is_answered_after_it()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","interrupt_response":false}}}}}""");
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        call.LetPersonSay(Sounds.Human().AsMemory(0, 3 * OpusFormat.SampleRate));
        client.Await("input_audio_buffer.committed");
        Assert.That(agent.Events.OfType<ResponseRequested>(), Is.Empty);
        response.Complete();
        call.Run(TimeSpan.FromMilliseconds(20));
        await agent.AskedAsync();
    }

    [Test]
    public async Task A_silence_that_lasts_too_long_is_a_turn_of_its_own()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","idle_timeout_ms":5000}}}}}""");
        call.Run(6 * Second);
        Assert.That(client.Of("input_audio_buffer.timeout_triggered"), Is.Empty, "nobody has said anything yet");
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        await response.SayAsync(Second);
        response.Complete();
        client.Await("output_audio_buffer.stopped");
        call.Run(TimeSpan.FromSeconds(4.8));
        Assert.That(client.Of("input_audio_buffer.timeout_triggered"), Is.Empty);
        call.Run(TimeSpan.FromSeconds(0.4));
        JsonElement timeout = client.Last("input_audio_buffer.timeout_triggered");
        Assert.That(timeout.GetProperty("audio_end_ms").GetInt32() - timeout.GetProperty("audio_start_ms").GetInt32(), Is.EqualTo(5000).Within(50));
        await agent.AskedAsync();
        Assert.That(client.Types.TakeLast(5), Is.EqualTo(new[]
        {
            "input_audio_buffer.timeout_triggered", "input_audio_buffer.committed", "conversation.item.added", "conversation.item.done", "response.created",
        }));
    }

    [Test]
    public async Task A_client_may_cut_what_is_said_and_say_how_much_it_heard()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        AgentMessage message = await response.SayAsync(10 * Second, "One two three four five six seven eight nine ten eleven twelve.");
        response.Complete();
        call.Run(3 * Second);
        client.Send("""{"type":"output_audio_buffer.clear"}""");
        Assert.That(client.Types.TakeLast(2), Is.EqualTo(new[] { "output_audio_buffer.cleared", "conversation.item.truncated" }));
        client.Send($$"""{"type":"conversation.item.truncate","item_id":"{{message.ItemId}}","content_index":0,"audio_end_ms":10001}""");
        Assert.That(client.LastError.GetProperty("code").GetString(), Is.EqualTo("audio_end_beyond_item"));
        client.Send($$"""{"type":"conversation.item.truncate","item_id":"{{message.ItemId}}","content_index":0,"audio_end_ms":1000}""");
        Assert.That(client.Last("conversation.item.truncated").GetProperty("audio_end_ms").GetInt32(), Is.EqualTo(1000));
        MessageTruncated told = await agent.ToldOfAsync<MessageTruncated>(2);
        Assert.That(told.Heard, Is.EqualTo(Second));
        client.Send($$"""{"type":"conversation.item.retrieve","item_id":"{{message.ItemId}}"}""");
        JsonElement item = client.Last("conversation.item.retrieved").GetProperty("item");
        Assert.That(item.GetProperty("content")[0].GetProperty("transcript").GetString(), Is.EqualTo(told.Transcript).And.EqualTo("One two"));
        Assert.That(item.GetProperty("status").GetString(), Is.EqualTo("incomplete"));
    }

    [Test]
    public void A_client_that_sends_too_much_is_told_once_a_second_and_served_again_afterwards()
    {
        using var call = new CallUnderTest(new ScriptedAgent(), limits: SessionLimits.Default with { EventsPerSecond = 10 });
        EventLog client = call.ConnectWithEvents();
        for (int i = 0; i < 200; i++)
        {
            call.Peer.Observer.OnMessage(1, "{\"type\":\"output_audio_buffer.clear\"}"u8, isText: true);
        }

        call.Run(TimeSpan.FromMilliseconds(50));
        Assert.That(client.Of("error"), Has.Count.EqualTo(1));
        Assert.That(client.LastError.GetProperty("code").GetString(), Is.EqualTo("rate_limit_exceeded"));
        call.Run(Second);
        client.Send("""{"type":"session.update","session":{"type":"realtime"}}""");
        Assert.That(client.Types[^1], Is.EqualTo("session.updated"));
    }

    [Test]
    public void A_conversation_that_is_full_takes_no_item_of_a_client()
    {
        using var call = new CallUnderTest(new ScriptedAgent(), limits: SessionLimits.Default with { MaxItems = 2 });
        EventLog client = call.ConnectWithEvents();
        for (int i = 0; i < 3; i++)
        {
            client.Send("""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"more"}]}}""");
        }

        Assert.That(client.Of("conversation.item.added"), Has.Count.EqualTo(2));
        Assert.That(client.LastError.GetProperty("code").GetString(), Is.EqualTo("too_many_items"));
    }

    [Test]
    public async Task What_is_said_drops_the_oldest_item_of_a_conversation_that_is_full()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent, limits: SessionLimits.Default with { MaxItems = 2 });
        EventLog client = call.ConnectWithEvents();
        IAgentCall line = await agent.StartedAsync();
        var ids = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            AgentResponse response = await call.BeginAsync(line);
            ids.Add((await response.SayAsync(TimeSpan.FromMilliseconds(100), "word")).ItemId);
            response.Complete();
            call.Run(Second);
        }

        Assert.That(client.Of("conversation.item.deleted").Select(e => e.GetProperty("item_id").GetString()), Is.EqualTo(ids[..2]));
        Assert.That((await call.DescribeAsync()).Select(i => i.Item.Id), Is.EqualTo(ids[2..]));
    }

    [Test]
    public async Task A_response_out_of_band_leaves_the_conversation_alone()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"response.create","response":{"conversation":"none","output_modalities":["text"],"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Sum up."}]}]}}""");
        AgentResponse response = await agent.AskedAsync();
        Assert.That(response.History, Has.Count.EqualTo(1));
        response.BeginMessage().WriteText("Nothing was said.");
        response.Complete();
        call.Run(TimeSpan.FromMilliseconds(20));
        Assert.That(client.Types, Has.None.StartWith("conversation.item"));
        JsonElement done = client.Last("response.done").GetProperty("response");
        Assert.That(done.GetProperty("conversation_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(done.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString(), Is.EqualTo("Nothing was said."));
    }

    [Test]
    public void A_session_has_no_more_clients_than_it_may()
    {
        using var call = new CallUnderTest(new ScriptedAgent(), limits: SessionLimits.Default with { MaxClients = 2 });
        EventLog client = call.ConnectWithEvents();
        new EventLog(call, 3).Open();
        var third = new EventLog(call, 5);
        third.Open();
        call.Run(TimeSpan.FromMilliseconds(20));
        Assert.That(third.Events, Is.Empty);
        client.Close();
        call.Run(TimeSpan.FromMilliseconds(20));
        third.Open();
        call.Run(TimeSpan.FromMilliseconds(20));
        Assert.That(third.Types, Is.EqualTo(new[] { "session.created", "conversation.created" }));
    }

    [Test]
    public void The_voice_is_fixed_once_it_was_heard_and_the_model_once_it_answered()
    {
        using var call = new CallUnderTest(new ScriptedAgent(async line =>
        {
            AgentResponse response = await line.BeginResponseAsync(CancellationToken.None);
            response.BeginMessage();
        }));
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"session.update","session":{"type":"realtime","model":"one","audio":{"output":{"voice":"alto"}}}}""");
        client.Await("response.content_part.added");
        client.Send("""{"type":"session.update","session":{"type":"realtime","audio":{"output":{"voice":"bass"}}}}""");
        Assert.That(client.LastError.GetProperty("param").GetString(), Is.EqualTo("session.audio.output.voice"));
        client.Send("""{"type":"session.update","session":{"type":"realtime","model":"two"}}""");
        Assert.That(client.LastError.GetProperty("param").GetString(), Is.EqualTo("session.model"));
        client.Send("""{"type":"session.update","session":{"type":"realtime","model":"one","audio":{"output":{"voice":"alto"}}}}""");
        Assert.That(client.Of("session.updated"), Has.Count.EqualTo(2));
    }
}
