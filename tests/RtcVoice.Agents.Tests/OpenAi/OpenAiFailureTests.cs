using Microsoft.Extensions.Time.Testing;
using RtcVoice.Agents.OpenAi;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.OpenAi;

/// <summary>Conversations while the upstream fails: each failure is told of, and the call goes on.</summary>
public sealed class OpenAiFailureTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_connection_that_breaks_in_mid_sentence_is_made_again_and_knows_what_was_said()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession first = await call.Upstream.SessionAsync(1);
        string turn = call.Speak();
        RecordedResponse response = call.Ask();
        string id = await first.ResponseAsync();
        await first.SendAsync(new { type = "conversation.item.input_audio_transcription.completed", item_id = first.Items[0].Id, transcript = "Count." });
        StandInItem item = await first.BeginMessageAsync(id);
        await first.SayAsync(id, item, "One two three", 2 * Second);
        await Eventually.IsTrueAsync(() => response.Messages.Sum(m => m.Sound.Ticks) == 2 * Second.Ticks, "it is said");
        first.Abort();

        Assert.That(await response.EndedAsync(), Is.EqualTo("upstream_lost"));
        RecordedMessage message = response.Messages.Single();
        StandInSession second = await call.Upstream.SessionAsync(2);
        await second.CommandAsync("conversation.item.create", 2);
        Assert.That(second.Items.Select(i => i.Summary), Is.EqualTo(new[] { "user: Count.", "assistant: One two three" }));
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_lost" }));

        call.Call.Tell(new MessageTruncated(message.Writer.ItemId, Second, "One two"));
        await second.CommandAsync("conversation.item.create", 3);
        Assert.That(second.Items.Select(i => i.Summary), Is.EqualTo(new[] { "user: Count.", "assistant: One two" }));
        call.Remember(new MessageItem { Id = turn, Role = MessageRole.User, Content = [new InputAudioPart("Count.")] });
        call.Remember(new MessageItem { Id = message.Writer.ItemId, Role = MessageRole.Assistant, Status = ItemStatus.Incomplete, Content = [new OutputAudioPart("One two")] });
        await call.ExchangeAsync(second, 1, "Where was I?");
        Assert.That(second.Items.Select(i => i.Summary), Is.EqualTo(new[] { "user: Count.", "assistant: One two", "sound", "sound" }));
        Assert.That((message.Text, message.Sound), Is.EqualTo(("One two three", 2 * Second)));
        Assert.That(call.Call.Errors, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_the_person_said_while_there_was_no_upstream_is_heard_by_the_next()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession first = await call.Upstream.SessionAsync(1);
        call.Speak();
        await first.CommandAsync("input_audio_buffer.commit");
        call.Upstream.RefusesWith = 503;
        await first.CloseAsync("Going down");
        await Eventually.IsTrueAsync(() => call.Call.Errors.Contains("upstream_refused"), "it is told of");
        call.Speak();
        RecordedResponse response = call.Ask();
        call.Upstream.RefusesWith = 0;
        StandInSession second = await call.Upstream.SessionAsync(2);
        await second.AnswerAsync(await second.ResponseAsync(), "Both.", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(second.Items.Take(2).Select(i => i.Sound.TotalSeconds), Has.All.EqualTo(2).Within(0.01));
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_lost", "upstream_refused" }));
    }

    [Test]
    public async Task An_answer_that_no_upstream_can_give_fails_in_time()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync(new OpenAiOptions { ConnectTimeoutSeconds = 1 }, arrange: upstream => upstream.RefusesWith = 503);
        call.Speak();
        Assert.That(await call.Ask().EndedAsync(), Is.EqualTo("upstream_unavailable"));
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_refused" }), "said once");
        Assert.That(call.Upstream.Attempts, Is.GreaterThan(1));
    }

    [TestCase(400)]
    [TestCase(401)]
    [TestCase(403)]
    [TestCase(404)]
    public async Task What_no_trying_again_can_mend_is_said_and_not_tried_again(int status)
    {
        var clock = new FakeTimeProvider();
        await using AnsweredCall call = await AnsweredCall.StartAsync(clock: clock, arrange: upstream => upstream.RefusesWith = status);
        await Eventually.IsTrueAsync(() => call.Call.Errors.Contains("upstream_refused"), "it is told of");
        call.Upstream.RefusesWith = 0;
        clock.Advance(TimeSpan.FromMinutes(5));
        call.Speak();
        Assert.That(await call.Ask().EndedAsync(), Is.EqualTo("upstream_unavailable"));
        Assert.That(call.Upstream.Attempts, Is.EqualTo(1));
        Assert.That(call.Call.Errors, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_upstream_that_takes_the_connection_and_says_nothing_is_given_up()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync(new OpenAiOptions { ConnectTimeoutSeconds = 1 }, arrange: upstream => upstream.IsMute = true);
        await Eventually.IsTrueAsync(() => call.Call.Errors.Contains("upstream_timeout"), "it is told of");
        call.Upstream.IsMute = false;
        await Eventually.IsTrueAsync(() => call.Upstream.Sessions.Any(s => s.Of("session.update").Any()), "it is tried again");
    }

    [TestCase("malformed", "upstream_malformed")]
    [TestCase("incomplete", "upstream_malformed")]
    [TestCase("base64", "upstream_malformed")]
    [TestCase("bytes", "upstream_unexpected_bytes")]
    [TestCase("long", "upstream_message_too_large")]
    [TestCase("unknown", null)]
    public async Task A_message_that_is_none_is_left_out_and_told_of(string kind, string? error)
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        call.Speak();
        RecordedResponse response = call.Ask();
        string id = await session.ResponseAsync();
        await (kind switch
        {
            "malformed" => session.SendTextAsync("""{"type":"response.output_aud"""),
            "incomplete" => session.SendTextAsync("""{"type":"response.output_audio.delta","delta":null}"""),
            "base64" => session.SendTextAsync($$"""{"type":"response.output_audio.delta","response_id":"{{id}}","item_id":"i","delta":"$$"}"""),
            "bytes" => session.SendBytesAsync([1, 2, 3]),
            "long" => session.SendTextAsync($$"""{"type":"x","x":"{{new string('x', 17 * 1024 * 1024)}}"}"""),
            _ => session.SendAsync(new { type = "response.something.new", response_id = id }),
        });
        await session.AnswerAsync(id, "Still here.", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().Text, Is.EqualTo("Still here."));
        Assert.That(call.Call.Errors, Is.EqualTo(error is null ? [] : new[] { error }));
        Assert.That(call.Upstream.Sessions, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_upstream_that_sends_nothing_else_is_left()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        for (int i = 0; i < 16; i++)
        {
            await session.SendTextAsync("?");
        }

        await call.Upstream.SessionAsync(2);
        Assert.That(call.Call.Errors, Has.All.EqualTo("upstream_malformed"));
    }

    [TestCase("incomplete", "max_output_tokens", "incomplete")]
    [TestCase("failed", null, "rate_limit_exceeded")]
    [TestCase("cancelled", "turn_detected", "upstream_cancelled")]
    public async Task How_a_response_ended_is_passed_on(string status, string? reason, string end)
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        RecordedResponse response = call.Ask();
        await session.FinishAsync(await session.ResponseAsync(), status, new { type = status, reason, error = new { type = "requests", code = "rate_limit_exceeded", message = "Slow down." } });
        Assert.That(await response.EndedAsync(), Is.EqualTo(end));
    }

    [Test]
    public async Task What_the_upstream_refuses_is_told_of_and_a_response_that_it_refuses_fails()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        await session.SendAsync(new { type = "error", error = new { type = "server_error", code = "oops", message = "Something happened." } });
        await Eventually.IsTrueAsync(() => call.Call.Errors.Contains("oops"), "it is told of");
        RecordedResponse response = call.Ask();
        string asked = (await session.CommandAsync("response.create")).GetProperty("event_id").GetString()!;
        await session.SendAsync(new { type = "error", error = new { type = "invalid_request_error", code = "quota", message = "No money.", event_id = asked } });
        Assert.That(await response.EndedAsync(), Is.EqualTo("quota"));
    }

    [Test]
    public async Task An_upstream_that_falls_silent_in_an_answer_counts_as_lost()
    {
        var clock = new FakeTimeProvider();
        await using AnsweredCall call = await AnsweredCall.StartAsync(clock: clock);
        StandInSession first = await call.Upstream.SessionAsync(1);
        call.Speak();
        RecordedResponse response = call.Ask();
        await first.BeginMessageAsync(await first.ResponseAsync());
        await Eventually.IsTrueAsync(() => !response.Messages.IsEmpty, "it begins");
        clock.Advance(31 * Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("upstream_silent"));
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(Second);
                return call.Upstream.Sessions.Count == 2;
            },
            "another session");
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_silent" }));
    }

    [Test]
    public async Task An_upstream_that_cannot_be_stopped_is_left_and_the_next_answers()
    {
        var clock = new FakeTimeProvider();
        await using AnsweredCall call = await AnsweredCall.StartAsync(clock: clock);
        StandInSession first = await call.Upstream.SessionAsync(1);
        first.IgnoresCancel = true;
        call.Speak();
        RecordedResponse response = call.Ask();
        await first.ResponseAsync();
        response.Cancel();
        await first.CommandAsync("response.cancel");
        RecordedResponse next = call.Ask();
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(Second);
                return call.Upstream.Sessions.Count == 2;
            },
            "another session");
        StandInSession second = await call.Upstream.SessionAsync(2);
        await second.AnswerAsync(await second.ResponseAsync(), "Here.", Second);
        Assert.That(await next.EndedAsync(), Is.EqualTo("completed"));
    }

    [Test]
    public async Task More_than_can_be_kept_is_left_out_and_what_came_before_it_is_said()
    {
        await using AnsweredCall call = await AnsweredCall.StartAsync();
        StandInSession session = await call.Upstream.SessionAsync(1);
        RecordedResponse response = call.Ask();
        var room = new TaskCompletionSource();
        response.Room = room.Task;
        string id = await session.ResponseAsync();
        StandInItem item = await session.BeginMessageAsync(id);
        await session.SayAsync(id, item, "And so on", 301 * Second);
        await session.CommandAsync("response.cancel");
        room.SetResult();
        Assert.That(await response.EndedAsync(), Is.EqualTo("upstream_too_far_ahead"));
        Assert.That(response.Messages.Single().Sound, Is.EqualTo(300 * Second));
    }
}
