using System.Text.Json;
using Microsoft.Extensions.AI;
using RtcVoice.Agents.OpenAi;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.OpenAi;

/// <summary>Conversations while the upstream does what it should.</summary>
public sealed class OpenAiConversationTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_spoken_turn_is_heard_and_answered_aloud()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        string turn = call.Speak();
        RecordedResponse response = call.Ask();
        string id = await session.ResponseAsync();
        StandInItem heard = session.Items.Single();
        Assert.That(heard.Sound, Is.EqualTo(2 * Second).Within(TimeSpan.FromMilliseconds(5)));
        await session.SendAsync(new { type = "rate_limits.updated", rate_limits = new[] { new { name = "tokens", limit = 1000, remaining = 900, reset_seconds = 1.5 } } });
        await session.SendAsync(new { type = "conversation.item.input_audio_transcription.completed", item_id = heard.Id, content_index = 0, transcript = "Hello?" });
        await session.AnswerAsync(id, "Good day to you.", 3 * Second);

        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        RecordedMessage message = response.Messages.Single();
        Assert.That((message.Text, message.Sound, message.IsComplete), Is.EqualTo(("Good day to you.", 3 * Second, true)));
        Assert.That(response.Usage, Is.EqualTo(new ResponseUsage { InputTextTokens = 4, InputAudioTokens = 6, CachedTokens = 2, OutputTextTokens = 5, OutputAudioTokens = 15 }));
        Assert.That(response.RateLimits.Single(), Is.EqualTo(new RateLimit("tokens", 1000, 900, 1.5 * Second)));
        Assert.That(call.Call.Transcripts.Single(), Is.EqualTo((turn, "Hello?")));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task The_session_is_configured_as_the_call_is_and_turns_stay_here()
    {
        SessionConfig config = SessionConfig.Default with
        {
            Instructions = "Be brief.",
            Tools = [new FunctionTool { Name = "find", Parameters = JsonElement.Parse("""{"type":"object"}""") }],
            Audio = new AudioConfig { Output = new AudioOutputConfig { Voice = "marin" } },
        };
        var tool = new ServerTool(AIFunctionFactory.Create((string city) => city, "weather", "Tells the weather."));
        await using AnsweredCall call = await AnsweredCall.StartAsync(new OpenAiOptions { Model = "gpt realtime" }, session: config, tools: tool);
        StandInSession session = await call.Upstream.SessionAsync(1);
        Assert.That(session.Address.PathAndQuery, Is.EqualTo("/v1/realtime?model=gpt%20realtime"));
        Assert.That(call.Upstream.Keys, Is.EqualTo(new[] { "Bearer sk-test" }));
        JsonElement told = (await session.CommandAsync("session.update", 2)).GetProperty("session");
        JsonElement input = told.GetProperty("audio").GetProperty("input");
        JsonElement output = told.GetProperty("audio").GetProperty("output");
        Assert.That(told.GetProperty("instructions").GetString(), Is.EqualTo("Be brief."));
        Assert.That(told.GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("name").GetString()), Is.EqualTo(new[] { "find", "weather" }));
        Assert.That(input.GetProperty("turn_detection").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(input.GetProperty("transcription").GetProperty("model").GetString(), Is.EqualTo("gpt-4o-mini-transcribe"));
        Assert.That(input.GetProperty("format").GetProperty("rate").GetInt32(), Is.EqualTo(24_000));
        Assert.That(output.GetProperty("voice").GetString(), Is.EqualTo("marin"));

        await call.ExchangeAsync(session, 1, "Yes.");
        call.Call.Tell(new SessionChanged(config with { Instructions = "Be long.", OutputModalities = [OutputModality.Text] }));
        told = (await session.CommandAsync("session.update", 3)).GetProperty("session");
        Assert.That(told.GetProperty("instructions").GetString(), Is.EqualTo("Be long."));
        Assert.That(told.GetProperty("output_modalities")[0].GetString(), Is.EqualTo("text"));
        Assert.That(told.GetProperty("audio").GetProperty("output").TryGetProperty("voice", out _), Is.False, "a voice that was heard cannot be changed");
    }

    [TestCase(1300, 1300)]
    [TestCase(9000, 4000)]
    public async Task Who_cuts_in_has_the_upstream_stop_and_forget_what_was_not_heard(int heardMs, int toldMs)
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        call.Speak();
        RecordedResponse response = call.Ask();
        string id = await session.ResponseAsync();
        StandInItem item = await session.BeginMessageAsync(id);
        await session.SayAsync(id, item, "One two three four", 4 * Second);
        await Eventually.IsTrueAsync(() => response.Messages.Sum(m => m.Sound.Ticks) == 4 * Second.Ticks, "all is said");
        RecordedMessage message = response.Messages.Single();

        response.Cancel();
        call.Call.Tell(new MessageTruncated(message.Writer.ItemId, TimeSpan.FromMilliseconds(heardMs), "One two"));
        JsonElement cut = await session.CommandAsync("conversation.item.truncate");
        Assert.That(cut.GetProperty("item_id").GetString(), Is.EqualTo(item.Id));
        Assert.That(cut.GetProperty("audio_end_ms").GetInt32(), Is.EqualTo(toldMs));
        Assert.That((await session.CommandAsync("response.cancel")).GetProperty("response_id").GetString(), Is.EqualTo(id));
        await session.SayAsync(id, item, " five", Second);

        call.Remember(new MessageItem { Id = message.Writer.ItemId, Role = MessageRole.Assistant, Status = ItemStatus.Incomplete, Content = [new OutputAudioPart("One two")] });
        RecordedMessage next = await call.ExchangeAsync(session, 2, "Sorry.");
        Assert.That((message.Text, message.Sound), Is.EqualTo(("One two three four", 4 * Second)));
        Assert.That((next.Text, next.Sound), Is.EqualTo(("Sorry.", Second)));
        Assert.That(session.Items.Single(i => i.Id == item.Id).Truncated?.TotalMilliseconds, Is.EqualTo(toldMs));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task A_message_that_a_client_cuts_while_it_is_made_is_cut_when_it_is_whole()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        session.GivesMetadataBack = false;
        RecordedResponse response = call.Ask();
        string id = await session.ResponseAsync();
        StandInItem item = await session.BeginMessageAsync(id);
        await session.SayAsync(id, item, "One two", 2 * Second);
        await Eventually.IsTrueAsync(() => response.Messages.Sum(m => m.Sound.Ticks) == 2 * Second.Ticks, "it is said");
        call.Call.Tell(new MessageTruncated(response.Messages.Single().Writer.ItemId, Second, "One"));
        call.Call.Tell(new SessionChanged(SessionConfig.Default));
        await session.CommandAsync("session.update", 3);
        Assert.That(session.Of("conversation.item.truncate"), Is.Empty);
        await session.EndMessageAsync(id, item);
        await session.FinishAsync(id);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That((await session.CommandAsync("conversation.item.truncate")).GetProperty("audio_end_ms").GetInt32(), Is.EqualTo(1000));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task What_nobody_heard_of_the_upstream_forgets_whether_or_not_the_call_knew_of_it()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        session.IgnoresCancel = true;
        call.Speak();
        RecordedResponse response = call.Ask();
        string id = await session.ResponseAsync();
        StandInItem known = await session.BeginMessageAsync(id);
        await Eventually.IsTrueAsync(() => !response.Messages.IsEmpty, "it begins");
        response.Cancel();
        await session.CommandAsync("response.cancel");
        StandInItem stray = await session.BeginMessageAsync(id);
        await session.FinishAsync(id, "cancelled");
        string itemId = response.Messages.Single().Writer.ItemId;
        call.Call.Tell(new MessageTruncated(itemId, TimeSpan.Zero, ""));
        call.Forget(itemId);
        await session.CommandAsync("conversation.item.delete", 2);
        Assert.That(session.Items.Select(i => i.Id), Has.No.Member(known.Id).And.No.Member(stray.Id));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task A_response_that_is_cancelled_before_it_has_begun_is_cancelled_when_it_does()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync(arrange: upstream => upstream.RefusesWith = 503);
        call.Speak();
        using RecordedResponse first = call.Ask();
        first.Cancel();
        call.Upstream.RefusesWith = 0;
        StandInSession session = await call.Upstream.SessionAsync(1);
        using RecordedResponse second = call.Ask();
        await session.ResponseAsync();
        second.Cancel();
        RecordedResponse third = call.Ask();
        await session.CommandAsync("response.cancel");
        string id = await session.ResponseAsync(2);
        await session.AnswerAsync(id, "Now.", Second);
        Assert.That(await third.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(first.Messages.Concat(second.Messages), Is.Empty);
    }

    [Test]
    public async Task A_function_is_called_and_its_output_goes_back()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        call.Speak();
        RecordedResponse response = call.Ask();
        string id = await session.ResponseAsync();
        await session.CallAsync(id, "find", "call_upstream_7", """{"order":12}""");
        await session.FinishAsync(id);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        RecordedCall made = response.Calls.Single();
        Assert.That((made.Name, made.Writer.CallId, made.Arguments, made.IsComplete), Is.EqualTo(("find", "call_upstream_7", """{"order":12}""", true)));

        call.Remember(new FunctionCallItem { Id = made.Writer.ItemId, CallId = made.Writer.CallId, Name = "find", Arguments = made.Arguments });
        var output = new FunctionCallOutputItem { Id = "item_out", CallId = made.Writer.CallId, Output = "sent" };
        call.Remember(output);
        call.Call.Tell(new ItemAdded(output, made.Writer.ItemId));
        RecordedResponse told = call.Ask();
        await session.AnswerAsync(await session.ResponseAsync(2), "It was sent.", Second);
        Assert.That(await told.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(session.Items.Select(i => i.Summary), Is.EqualTo(new[] { "sound", """call: find {"order":12}""", "output: sent", "sound" }));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task What_a_tool_of_the_server_has_found_goes_back_with_the_next_answer()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        call.Speak();
        RecordedResponse response = call.Ask();
        string id = await session.ResponseAsync();
        await session.CallAsync(id, "weather", "call_w", "{}");
        await session.FinishAsync(id);
        await response.EndedAsync();
        call.Remember(new McpCallItem { Id = response.Calls.Single().Writer.ItemId, Name = "weather", Arguments = "{}", Output = "rain" });
        call.Ask();
        await session.ResponseAsync(2);
        Assert.That(session.Items.Select(i => i.Summary), Is.EqualTo(new[] { "sound", "call: weather {}", "output: rain" }));
        Assert.That(session.Items[^1].Json.GetProperty("call_id").GetString(), Is.EqualTo("call_w"));
    }

    [Test]
    public async Task Items_of_the_clients_go_where_they_belong_and_leave_when_they_are_deleted()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        MessageItem Written(string id, string text) => new() { Id = id, Role = MessageRole.User, Content = [new InputTextPart(text)] };
        call.Call.Tell(new ItemAdded(Written("item_b", "second"), null));
        call.Call.Tell(new ItemAdded(Written(new string('x', 64), "third"), "item_b"));
        call.Call.Tell(new ItemAdded(Written("item_a", "first"), null));
        await session.CommandAsync("conversation.item.create", 3);
        Assert.That(session.Items.Select(i => i.Summary), Is.EqualTo(new[] { "user: first", "user: second", "user: third" }));
        call.Call.Tell(new ItemDeleted("item_b"));
        await session.CommandAsync("conversation.item.delete");
        Assert.That(session.Items.Select(i => i.Summary), Is.EqualTo(new[] { "user: first", "user: third" }));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task Sound_that_nobody_has_room_for_yet_does_not_keep_the_upstream_waiting()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        string turn = call.Speak();
        RecordedResponse response = call.Ask();
        var room = new TaskCompletionSource();
        response.Room = room.Task;
        await session.AnswerAsync(await session.ResponseAsync(), "A long story.", 60 * Second);
        await session.SendAsync(new { type = "conversation.item.input_audio_transcription.completed", item_id = session.Items[0].Id, transcript = "Tell me." });
        await Eventually.IsTrueAsync(() => call.Call.Transcripts.Contains((turn, "Tell me.")), "the words come through");
        Assert.That(response.Messages.Single().Sound, Is.EqualTo(TimeSpan.Zero));
        room.SetResult();
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().Sound, Is.EqualTo(60 * Second));
    }

    [Test]
    public async Task A_response_beside_the_conversation_leaves_nothing_in_it()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        ResponseConfig beside = ResponseConfig.Of(SessionConfig.Default) with
        {
            Modality = OutputModality.Text,
            IsOutOfBand = true,
            Input = [new MessageItem { Id = "item_q", Role = MessageRole.User, Content = [new InputTextPart("Sum up.")] }],
        };
        RecordedResponse response = call.Ask(beside);
        string id = await session.ResponseAsync();
        JsonElement asked = (await session.CommandAsync("response.create")).GetProperty("response");
        Assert.That(asked.GetProperty("conversation").GetString(), Is.EqualTo("none"));
        Assert.That(asked.GetProperty("output_modalities")[0].GetString(), Is.EqualTo("text"));
        Assert.That(asked.GetProperty("input")[0].GetProperty("content")[0].GetProperty("text").GetString(), Is.EqualTo("Sum up."));
        await session.AnswerAsync(id, "In short.", TimeSpan.Zero);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().Text, Is.EqualTo("In short."));
        Assert.That(session.Of("conversation.item.create"), Is.Empty);
    }
}
