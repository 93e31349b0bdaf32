using System.Text;
using Microsoft.Extensions.Time.Testing;
using RtcVoice.Agents.Gemini;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Session;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.Gemini;

/// <summary>Conversations while the upstream fails: each failure is told of, and the call goes on.</summary>
public sealed class GeminiFailureTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task What_the_person_said_while_there_was_no_upstream_is_heard_by_the_next()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession first = await call.SessionAsync(1);
        call.Person.Speak();
        await first.MessageAsync("realtimeInput.audio", 2);
        call.Upstream.RefusesWith = 503;
        await first.CloseAsync(1011, "Internal error occurred.");
        await Eventually.IsTrueAsync(() => call.Call.Errors.Contains("upstream_refused"), "it is told of");
        call.Person.Speak();
        RecordedResponse response = call.Person.Ask();
        call.Upstream.RefusesWith = 0;
        LiveStandInSession second = await call.SessionAsync(2);
        await second.WantedAsync();
        await second.AnswerAsync("Both.", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(second.Context, Is.EqualTo(new[] { "sound 4.0", "model: Both." }));
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_lost", "upstream_refused" }));
    }

    [Test]
    public async Task An_answer_that_no_upstream_can_give_fails_in_time()
    {
        await using LiveCall call = await LiveCall.StartAsync(new GeminiOptions { ConnectTimeoutSeconds = 1 }, arrange: upstream => upstream.RefusesWith = 429);
        call.Person.Speak();
        Assert.That(await call.Person.Ask().EndedAsync(), Is.EqualTo("upstream_unavailable"));
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_refused" }), "said once");
        Assert.That(call.Upstream.Attempts, Is.GreaterThan(1));
    }

    [TestCase(401, 0, "")]
    [TestCase(403, 0, "")]
    [TestCase(0, 1007, "API key not valid. Please pass a valid API key.")]
    [TestCase(0, 1008, "models/gemini-0 is not found for API version v1beta, or is not supported for bidiGenerateContent.")]
    public async Task What_no_trying_again_can_mend_is_said_and_not_tried_again(int http, int status, string reason)
    {
        var clock = new FakeTimeProvider();
        await using LiveCall call = await LiveCall.StartAsync(clock: clock, arrange: upstream =>
        {
            upstream.RefusesWith = http;
            upstream.Refusal = (status == 0 ? 1007 : status, reason);
        });
        await Eventually.IsTrueAsync(() => call.Call.Errors.Contains("upstream_refused"), "it is told of");
        clock.Advance(TimeSpan.FromMinutes(5));
        call.Person.Speak();
        Assert.That(await call.Person.Ask().EndedAsync(), Is.EqualTo("upstream_unavailable"));
        Assert.That(call.Upstream.Attempts, Is.EqualTo(1));
        Assert.That(call.Call.Errors, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_session_that_is_refused_is_tried_again_when_it_is_to_be_another()
    {
        await using LiveCall call = await LiveCall.StartAsync(arrange: upstream => upstream.Refusal = (1007, "Voice name is not supported."));
        await Eventually.IsTrueAsync(() => call.Call.Errors.Contains("upstream_refused"), "it is told of");
        call.Upstream.Refusal = null;
        call.Call.Tell(new SessionChanged(SessionConfig.Default with { Instructions = "Otherwise." }));
        await Eventually.IsTrueAsync(() => call.Upstream.Sessions.Any(s => s.Setup.ValueKind != default), "it is tried again");
        LiveStandInSession second = await call.SessionAsync(2);
        call.Person.Write("Hello.");
        RecordedResponse response = call.Person.Ask(ResponseConfig.Of(SessionConfig.Default with { Instructions = "Otherwise." }));
        await second.WantedAsync();
        await second.AnswerAsync("Hello.", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        call.Upstream.Refusal = (1007, "Only the first session was refused on purpose.");
    }

    [Test]
    public async Task A_quota_that_is_used_up_is_tried_again()
    {
        await using LiveCall call = await LiveCall.StartAsync(arrange: upstream => upstream.Refusal = (1011, "You exceeded your current quota."));
        await Eventually.IsTrueAsync(() => call.Upstream.Attempts > 1, "it is tried again");
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_refused" }));
    }

    [Test]
    public async Task An_upstream_that_takes_the_connection_and_says_nothing_is_given_up()
    {
        await using LiveCall call = await LiveCall.StartAsync(new GeminiOptions { ConnectTimeoutSeconds = 1 }, arrange: upstream => upstream.IsMute = true);
        await Eventually.IsTrueAsync(() => call.Call.Errors.Contains("upstream_timeout"), "it is told of");
        call.Upstream.IsMute = false;
        await Eventually.IsTrueAsync(() => call.Upstream.Sessions.Any(s => s.Of("setup").Any()), "it is tried again");
    }

    [TestCase("malformed", "upstream_malformed")]
    [TestCase("base64", "upstream_malformed")]
    [TestCase("shapes", "upstream_malformed")]
    [TestCase("array", "upstream_malformed")]
    [TestCase("long", "upstream_message_too_large")]
    [TestCase("unknown", null)]
    public async Task A_message_that_is_none_is_left_out_and_told_of(string kind, string? error)
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        call.Person.Speak();
        RecordedResponse response = call.Person.Ask();
        await session.WantedAsync();
        await session.SendRawAsync(Encoding.UTF8.GetBytes(kind switch
        {
            "malformed" => """{"serverContent":{"modelTu""",
            "base64" => """{"serverContent":{"modelTurn":{"parts":[{"inlineData":{"data":"$$","mimeType":"audio/pcm"}}]}}}""",
            "shapes" => """{"toolCall":{"functionCalls":[{"id":7,"name":null}]}}""",
            "array" => "[1]",
            "long" => $$"""{"x":"{{new string('x', 17 * 1024 * 1024)}}"}""",
            _ => """{"voiceActivity":{"type":"ACTIVITY_START"},"serverContent":{"somethingNew":1}}""",
        }));
        await session.AnswerAsync("Still here.", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().Text, Is.EqualTo("Still here."));
        Assert.That(call.Call.Errors, Is.EqualTo(error is null ? [] : new[] { error }));
        Assert.That(call.Upstream.Sessions, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_upstream_that_sends_nothing_else_is_left()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        for (int i = 0; i < 16; i++)
        {
            await session.SendRawAsync([1, 2, 3]);
        }

        await call.Upstream.SessionAsync(2);
        Assert.That(call.Call.Errors, Has.All.EqualTo("upstream_malformed"));
    }

    [TestCase("PROHIBITED_INPUT_CONTENT", "incomplete")]
    [TestCase("RESPONSE_REJECTED", "incomplete")]
    [TestCase("MALFORMED_FUNCTION_CALL", "upstream_malformed_function_call")]
    [TestCase("NEED_MORE_INPUT", "completed")]
    public async Task How_a_turn_ended_is_passed_on(string reason, string end)
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        call.Person.Speak();
        RecordedResponse response = call.Person.Ask();
        await session.WantedAsync();
        await session.SayAsync("Well", Second);
        await session.EndTurnAsync(reason);
        Assert.That(await response.EndedAsync(), Is.EqualTo(end));
    }

    [Test]
    public async Task An_answer_that_the_upstream_breaks_off_by_itself_has_failed()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        RecordedResponse response = await call.HearBeginningAsync(session, 1, "Well", Second);
        await session.InterruptAsync();
        Assert.That(await response.EndedAsync(), Is.EqualTo("upstream_cancelled"));
        await call.ExchangeAsync(session, 2, "Again.");
    }

    [Test]
    public async Task An_error_that_is_told_of_fails_the_answer_or_is_passed_on()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        object error = new { error = new { code = 429, status = "RESOURCE_EXHAUSTED", message = "Slow down." } };
        await session.SendAsync(error);
        await Eventually.IsTrueAsync(() => call.Call.Errors.Contains("resource_exhausted"), "it is told of");
        call.Person.Speak();
        RecordedResponse response = call.Person.Ask();
        await session.WantedAsync();
        await session.SendAsync(error);
        Assert.That(await response.EndedAsync(), Is.EqualTo("resource_exhausted"));
    }

    [Test]
    public async Task An_upstream_that_falls_silent_in_an_answer_counts_as_lost()
    {
        var clock = new FakeTimeProvider();
        await using LiveCall call = await LiveCall.StartAsync(clock: clock);
        LiveStandInSession first = await call.SessionAsync(1);
        RecordedResponse response = await call.HearBeginningAsync(first, 1, "Well", Second);
        clock.Advance(31 * Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("upstream_silent"));
        await AdvanceToAsync(clock, call, 2);
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_silent" }));
    }

    [Test]
    public async Task An_upstream_that_cannot_be_stopped_is_left_and_the_next_answers()
    {
        var clock = new FakeTimeProvider();
        await using LiveCall call = await LiveCall.StartAsync(clock: clock);
        LiveStandInSession first = await call.SessionAsync(1);
        first.HoldsInterruptions = true;
        RecordedResponse response = await call.HearBeginningAsync(first, 1, "Well", Second);
        response.Cancel();
        await first.MessageAsync("realtimeInput.activityStart", 2);
        await AdvanceToAsync(clock, call, 2);
        LiveStandInSession second = await call.SessionAsync(2);
        call.Person.Remember(response);
        await call.ExchangeAsync(second, 1, "Here.");
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_silent" }));
    }

    [Test]
    public async Task A_response_that_is_cancelled_before_anything_has_come_of_it_leaves_nothing_in_the_next()
    {
        await using LiveCall call = await LiveCall.StartAsync(arrange: upstream => upstream.RefusesWith = 503);
        call.Person.Speak();
        using RecordedResponse first = call.Person.Ask();
        first.Cancel();
        call.Upstream.RefusesWith = 0;
        LiveStandInSession session = await call.SessionAsync(1);
        using RecordedResponse second = call.Person.Ask();
        await session.WantedAsync();
        second.Cancel();
        RecordedResponse third = call.Person.Ask();
        await session.WantedAsync(2);
        await session.AnswerAsync("Now.", Second);
        Assert.That(await third.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(third.Messages.Single().Text, Is.EqualTo("Now."));
        Assert.That(first.Messages.Concat(second.Messages), Is.Empty);
    }

    [Test]
    public async Task More_than_can_be_kept_is_left_out_and_what_came_before_it_is_said()
    {
        await using LiveCall call = await LiveCall.StartAsync();
        LiveStandInSession session = await call.SessionAsync(1);
        call.Person.Speak();
        RecordedResponse response = call.Person.Ask();
        var room = new TaskCompletionSource();
        response.Room = room.Task;
        await session.WantedAsync();
        await session.SayAsync("And so on", 301 * Second);
        await session.MessageAsync("realtimeInput.activityStart", 2);
        room.SetResult();
        Assert.That(await response.EndedAsync(), Is.EqualTo("upstream_too_far_ahead"));
        Assert.That(response.Messages.Single().Sound, Is.EqualTo(300 * Second));
    }

    private static Task AdvanceToAsync(FakeTimeProvider clock, LiveCall call, int sessions) => Eventually.IsTrueAsync(
        () =>
        {
            clock.Advance(Second);
            return call.Upstream.Sessions.Count == sessions;
        },
        $"session {sessions}");
}
