using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI.Realtime;
using RtcVoice.Agents.RealtimeClients;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.RealtimeClients;

/// <summary>OpenAI's client of Microsoft.Extensions.AI against the stand-in of the API that the agent <c>openai</c> is tested with.</summary>
public sealed class OpenAiRealtimeClientTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private RealtimeStandIn _upstream = null!;
    private OpenAIRealtimeClient _client = null!;

    [SetUp]
    public void Begin()
    {
        _upstream = new RealtimeStandIn();
        var package = new RealtimeClient(new ApiKeyCredential("sk-test"), new global::OpenAI.Realtime.RealtimeClientOptions { Endpoint = new Uri(_upstream.BaseUrl) });
        _client = new OpenAIRealtimeClient(package, "gpt-realtime");
    }

    [TearDown]
    public async Task EndAsync()
    {
        _client.Dispose();
        await _upstream.DisposeAsync();
    }

    [Test]
    public async Task A_turn_is_answered_with_the_words_of_both_and_turns_are_left_to_us()
    {
        await using ClientCall call = await ClientCall.StartAsync(_client, new() { TranscriptionModel = "whisper-1" }, session: SessionConfig.Default with { Instructions = "Be kind." });
        StandInSession session = await _upstream.SessionAsync(1);
        string turn = call.Person.Speak();
        using RecordedResponse response = call.Person.Ask();
        string id = await session.ResponseAsync();
        Assert.That(session.TurnDetection, Is.Null);
        Assert.That(session.Of("session.update").First().ToString(), Does.Contain("Be kind.").And.Contain("whisper-1"));
        StandInItem heard = session.Items.Single();
        Assert.That(heard.Sound, Is.EqualTo(2 * Second));
        await session.SendAsync(new { type = "conversation.item.input_audio_transcription.completed", item_id = heard.Id, content_index = 0, transcript = "Tell me." });
        await session.AnswerAsync(id, "So it is.", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That((response.Messages.Single().Text, response.Messages.Single().Sound), Is.EqualTo(("So it is.", Second)));
        Assert.That(response.Usage, Is.EqualTo(new Conversation.Agent.ResponseUsage { InputTextTokens = 4, InputAudioTokens = 6, OutputTextTokens = 5, OutputAudioTokens = 15 }));
        Assert.That(call.Call.Transcripts, Is.EqualTo(new[] { (turn, "Tell me.") }));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task A_key_that_the_api_refuses_is_not_tried_again()
    {
        _upstream.RefusesWith = 401;
        await using ClientCall call = await ClientCall.StartAsync(_client);
        using RecordedResponse response = call.Person.Ask();
        Assert.That(await response.EndedAsync(), Is.EqualTo("upstream_unavailable"), "at once, not when patience ends");
        Assert.That(call.Call.Errors, Is.EqualTo(new[] { "upstream_refused" }));
    }

    [Test]
    public async Task An_answer_that_is_cut_is_cancelled_and_cut_to_what_was_heard()
    {
        await using ClientCall call = await ClientCall.StartAsync(_client);
        StandInSession session = await _upstream.SessionAsync(1);
        RecordedResponse story = call.Person.Ask();
        string id = await session.ResponseAsync();
        StandInItem item = await session.BeginMessageAsync(id);
        await session.SayAsync(id, item, "Once upon a time", 5 * Second);
        await Eventually.IsTrueAsync(() => story.Messages.SingleOrDefault()?.Sound == 5 * Second, "it is said");
        call.Person.CutIn(story, "Once upon", 1.5 * Second);
        await Eventually.IsTrueAsync(() => item.Truncated == 1.5 * Second, "it is cut there");
        Assert.That((await session.CommandAsync("response.cancel")).GetProperty("response_id").GetString(), Is.EqualTo(id));
        string next = call.Person.Write("Go on.");
        using RecordedResponse answer = call.Person.Ask();
        await session.AnswerAsync(await session.ResponseAsync(2), "Yes.", Second);
        Assert.That(await answer.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(session.Items.Select(i => i.Summary), Is.EqualTo(new[] { "sound", "user: Go on.", "sound" }), next);
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task Functions_are_called_and_what_they_return_goes_up_as_it_is()
    {
        var weather = new ServerTool(AIFunctionFactory.Create((string city) => city, "weather"));
        await using ClientCall call = await ClientCall.StartAsync(_client, session: SessionConfig.Default with { Tools = [new FunctionTool { Name = "find" }] }, tools: weather);
        StandInSession session = await _upstream.SessionAsync(1);
        Assert.That((await session.CommandAsync("session.update")).ToString(), Does.Contain("\"find\"").And.Contain("\"weather\""));
        using RecordedResponse asked = call.Person.Ask();
        string id = await session.ResponseAsync();
        await session.CallAsync(id, "find", "call_1", """{"what":"keys"}""");
        await session.FinishAsync(id);
        Assert.That(await asked.EndedAsync(), Is.EqualTo("completed"));
        RecordedCall made = asked.Calls.Single();
        Assert.That((made.Name, made.Writer.CallId, made.IsComplete), Is.EqualTo(("find", "call_1", true)));
        call.Person.Remember(asked);
        call.Person.Return(made, "under the mat");
        using RecordedResponse told = call.Person.Ask();
        await session.AnswerAsync(await session.ResponseAsync(2), "Under the mat.", Second);
        Assert.That(await told.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(session.Items.Select(i => i.Summary).ElementAt(1), Is.EqualTo("output: under the mat"));
    }

    [Test]
    public async Task A_connection_that_breaks_fails_the_answer_and_the_next_session_is_told_what_was_said()
    {
        await using ClientCall call = await ClientCall.StartAsync(_client);
        StandInSession first = await _upstream.SessionAsync(1);
        call.Person.Write("Count.");
        using RecordedResponse lost = call.Person.Ask();
        string id = await first.ResponseAsync();
        StandInItem item = await first.BeginMessageAsync(id);
        await first.SayAsync(id, item, "One two", Second);
        await Eventually.IsTrueAsync(() => lost.Messages.SingleOrDefault()?.Sound == Second, "it is said");
        first.Abort();
        Assert.That(await lost.EndedAsync(), Is.EqualTo("upstream_lost"));
        call.Person.Remember(lost);
        StandInSession second = await _upstream.SessionAsync(2);
        using RecordedResponse again = call.Person.Ask();
        await second.AnswerAsync(await second.ResponseAsync(), "three.", Second);
        Assert.That(await again.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(second.Items.Select(i => i.Summary), Is.EqualTo(new[] { "user: Count.", "assistant: One two", "sound" }));
    }

    [Test]
    public async Task An_answer_that_is_refused_fails_with_what_the_upstream_says()
    {
        await using ClientCall call = await ClientCall.StartAsync(_client);
        StandInSession session = await _upstream.SessionAsync(1);
        await session.CommandAsync("session.update");
        session.IsBusy = true;
        using RecordedResponse response = call.Person.Ask();
        Assert.That(await response.EndedAsync(), Is.EqualTo("conversation_already_has_active_response"));
    }
}
