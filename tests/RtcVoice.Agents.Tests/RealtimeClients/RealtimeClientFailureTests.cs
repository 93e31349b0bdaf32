using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RtcVoice.Agents.RealtimeClients;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.RealtimeClients;

/// <summary>What becomes of a call when its provider fails.</summary>
public sealed class RealtimeClientFailureTests
{
    private const int Second = 24_000;

    [Test]
    public async Task A_session_that_drops_fails_its_answer_and_another_is_told_the_conversation()
    {
        var client = new ScriptedRealtimeClient();
        await using ClientCall call = await ClientCall.StartAsync(client);
        ScriptedRealtimeSession first = await client.SessionAsync(1);
        call.Person.Write("Count.");
        string turn = call.Person.Speak();
        using RecordedResponse lost = call.Person.Ask();
        await first.AskedForAsync();
        first.Begin("r1");
        first.Words("r1", "m1", "One two");
        first.Sound("r1", "m1", Second);
        first.Drop(new IOException("the line is cut"));
        Assert.That(await lost.EndedAsync(), Is.EqualTo("upstream_lost"));
        Assert.That((lost.Messages.Single().Text, lost.Messages.Single().Sound), Is.EqualTo(("One two", TimeSpan.FromSeconds(1))), "what has come is said");
        Assert.That(call.Call.Errors, Does.Contain("upstream_lost"));
        call.Person.Remember(lost);
        ScriptedRealtimeSession second = await client.SessionAsync(2);
        using RecordedResponse again = call.Person.Ask();
        await second.AskedForAsync();
        Assert.That(second.Told, Is.EqualTo(new[] { "user: Count.", "commit", "assistant: One two", "answer" }), "the turn by its sound, since its words are not known");
        Assert.That(second.Turns.Single(), Has.Length.EqualTo(2 * Second));
        second.Answer("r2", "m2", "three.", Second);
        Assert.That(await again.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(first.IsDisposed, turn);
    }

    [Test]
    public async Task A_provider_that_refuses_at_first_is_tried_again_and_the_answer_waits()
    {
        var client = new ScriptedRealtimeClient { Refusals = 2 };
        await using ClientCall call = await ClientCall.StartAsync(client);
        using RecordedResponse response = call.Person.Ask();
        ScriptedRealtimeSession session = await client.SessionAsync(1);
        await session.AskedForAsync();
        session.Answer("r1", "m1", "Here.", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_unreachable" }), "told once");
    }

    private static IEnumerable<Exception> Refusals() =>
    [
        new HttpRequestException("the key is wrong", null, HttpStatusCode.Unauthorized),
        new WebSocketException("The server returned status code '403' when status code '101' was expected."),
        new InvalidOperationException("The session did not begin.", new IOException("Incorrect API key provided: sk-no.")),
    ];

    [TestCaseSource(nameof(Refusals))]
    public async Task A_provider_that_refuses_the_key_is_given_up_and_answers_fail(Exception refusal)
    {
        var clock = new FakeTimeProvider();
        var client = new ScriptedRealtimeClient { Refusals = 1, Refusal = refusal };
        await using ClientCall call = await ClientCall.StartAsync(client, clock: clock);
        await Eventually.IsTrueAsync(() => call.Call.Errors.Contains("upstream_refused"), "it is told of");
        clock.Advance(TimeSpan.FromMinutes(5));
        using RecordedResponse response = call.Person.Ask();
        Assert.That(await response.EndedAsync(), Is.EqualTo("upstream_unavailable"));
        Assert.That((client.Sessions.Count, call.Call.Errors.Count), Is.EqualTo((0, 1)), "it is not tried again, and told once");
    }

    [Test]
    public async Task An_answer_that_is_refused_fails_and_an_error_of_something_else_is_told()
    {
        var client = new ScriptedRealtimeClient();
        await using ClientCall call = await ClientCall.StartAsync(client);
        ScriptedRealtimeSession session = await client.SessionAsync(1);
        using RecordedResponse refused = call.Person.Ask();
        CreateResponseRealtimeClientMessage asked = await session.AskedForAsync();
        session.Say(Error("rate_limit_exceeded", "Too much.", asked.MessageId));
        Assert.That(await refused.EndedAsync(), Is.EqualTo("rate_limit_exceeded"));

        using RecordedResponse answered = call.Person.Ask();
        await session.AskedForAsync(2);
        session.Begin("r2");
        session.Say(Error("hiccup", "Something.", null));
        session.Words("r2", "m2", "All the same.");
        session.Sound("r2", "m2", Second);
        session.Done("r2");
        Assert.That(await answered.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "hiccup" }));
    }

    [Test]
    public async Task An_answer_that_the_provider_says_has_failed_fails_with_its_words()
    {
        var client = new ScriptedRealtimeClient();
        await using ClientCall call = await ClientCall.StartAsync(client);
        ScriptedRealtimeSession session = await client.SessionAsync(1);
        using RecordedResponse failed = call.Person.Ask();
        await session.AskedForAsync();
        session.Begin("r1");
        session.Say(new ResponseCreatedRealtimeServerMessage(RealtimeServerMessageType.ResponseDone)
        {
            ResponseId = "r1",
            Status = RealtimeResponseStatus.Failed,
            Error = new ErrorContent("No more money.") { ErrorCode = "insufficient_quota" },
        });
        Assert.That(await failed.EndedAsync(), Is.EqualTo("insufficient_quota"));
        using RecordedResponse unfinished = call.Person.Ask();
        await session.AskedForAsync(2);
        session.Begin("r2");
        session.Done("r2", RealtimeResponseStatus.Incomplete);
        Assert.That(await unfinished.EndedAsync(), Is.EqualTo("incomplete"));
    }

    [Test]
    public async Task A_provider_that_falls_silent_is_left_for_another_session()
    {
        var clock = new FakeTimeProvider();
        var client = new ScriptedRealtimeClient();
        await using ClientCall call = await ClientCall.StartAsync(client, clock: clock);
        ScriptedRealtimeSession session = await client.SessionAsync(1);
        using RecordedResponse response = call.Person.Ask();
        await session.AskedForAsync();
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.That(client.Sessions, Has.Count.EqualTo(1));
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return client.Sessions.Count == 2;
            },
            "another session");
        Assert.That(await response.EndedAsync(), Is.EqualTo("upstream_silent"));
    }

    [Test]
    public async Task Sound_that_is_none_is_let_go_and_told()
    {
        var client = new ScriptedRealtimeClient();
        await using ClientCall call = await ClientCall.StartAsync(client);
        ScriptedRealtimeSession session = await client.SessionAsync(1);
        using RecordedResponse response = call.Person.Ask();
        await session.AskedForAsync();
        session.Begin("r1");
        session.Say(new OutputTextAudioRealtimeServerMessage(RealtimeServerMessageType.OutputAudioDelta) { ResponseId = "r1", ItemId = "m1", Audio = "no base64!" });
        session.Sound("r1", "m1", Second);
        session.Done("r1");
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().Sound, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_unusable_sound" }));
    }

    [Test]
    public async Task A_provider_of_another_sound_than_PCM_is_refused_and_not_tried_again()
    {
        var client = new ScriptedRealtimeClient { Grants = static _ => new RealtimeSessionOptions { OutputAudioFormat = new RealtimeAudioFormat("audio/pcmu", 8_000) } };
        await using ClientCall call = await ClientCall.StartAsync(client);
        using RecordedResponse response = call.Person.Ask();
        Assert.That(await response.EndedAsync(), Is.EqualTo("upstream_unavailable"));
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_audio_format" }));
        Assert.That(client.Sessions, Has.Count.EqualTo(1));
        await Eventually.IsTrueAsync(() => client.Sessions.Single().IsDisposed, "it is let go");
    }

    [Test]
    public async Task An_old_session_is_renewed_in_a_pause()
    {
        var clock = new FakeTimeProvider();
        var client = new ScriptedRealtimeClient();
        await using ClientCall call = await ClientCall.StartAsync(client, new RealtimeClientOptions { MaxSessionMinutes = 5 }, clock);
        ScriptedRealtimeSession first = await client.SessionAsync(1);
        call.Person.Write("Remember this.");
        await Eventually.IsTrueAsync(() => first.Told.Count == 1, "it is told");
        clock.Advance(TimeSpan.FromMinutes(5));
        ScriptedRealtimeSession second = await client.SessionAsync(2);
        await Eventually.IsTrueAsync(() => second.Told.Count == 1 && first.IsDisposed, "the other is told");
        Assert.That(second.Told, Is.EqualTo(new[] { "user: Remember this." }));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task An_answer_that_is_cut_when_its_session_is_gone_is_corrected_in_the_next()
    {
        var client = new ScriptedRealtimeClient();
        await using ClientCall call = await ClientCall.StartAsync(client);
        ScriptedRealtimeSession first = await client.SessionAsync(1);
        RecordedResponse story = call.Person.Ask();
        await first.AskedForAsync();
        first.Answer("r1", "m1", "Once upon a time", 5 * Second);
        Assert.That(await story.EndedAsync(), Is.EqualTo("completed"));
        first.Drop();
        ScriptedRealtimeSession second = await client.SessionAsync(2);
        await Eventually.IsTrueAsync(() => second.Told.Count == 1, "it is told");
        call.Person.CutIn(story, "Once upon", TimeSpan.FromSeconds(1));
        using RecordedResponse next = call.Person.Ask();
        await second.AskedForAsync();
        Assert.That(second.Told[0], Is.EqualTo("assistant: Once upon a time"));
        Assert.That(second.Told[1], Does.Contain("heard only this: \"Once upon\""));
        Assert.That(second.Told, Has.Count.EqualTo(3));
    }

    [Test]
    public void Without_a_client_or_with_a_rate_that_is_none_it_says_what_to_write()
    {
        var options = new RealtimeClientOptions();
        var none = new RealtimeClientAgentFactory(options, null, [], TimeProvider.System, NullLoggerFactory.Instance);
        Assert.That(() => none.PrepareAsync(default), Throws.InvalidOperationException.With.Message.Contains("AddSingleton<IRealtimeClient>"));
        using var client = new ScriptedRealtimeClient();
        options.InputSampleRate = 44;
        var wrong = new RealtimeClientAgentFactory(options, client, [], TimeProvider.System, NullLoggerFactory.Instance);
        Assert.That(() => wrong.PrepareAsync(default), Throws.InvalidOperationException.With.Message.EqualTo("RtcVoice:RealtimeClient:InputSampleRate is 44; write a number from 8000 to 48000."));
    }

    private static ErrorRealtimeServerMessage Error(string code, string message, string? origin) =>
        new() { Error = new ErrorContent(message) { ErrorCode = code }, OriginatingMessageId = origin };
}
