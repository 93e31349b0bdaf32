using System.Text.Json;
using Microsoft.Extensions.AI;
using RtcVoice.Server.Hosting;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Server.Tests.Agents;

/// <summary>Whole calls that the agent <c>gemini</c> answers: a client of ours on this side, a stand-in of the API on the other.</summary>
public sealed class GeminiUpstreamTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private LiveStandIn _upstream = null!;

    [SetUp]
    public void Begin() => _upstream = new LiveStandIn();

    [TearDown]
    public async Task EndAsync()
    {
        await _upstream.DisposeAsync();
        Assert.That(_upstream.Sessions.Select(s => s.Violation), Is.All.Null, "the protocol was held to");
    }

    [Test]
    public async Task A_spoken_sentence_goes_up_and_its_answer_comes_down()
    {
        await using RunningServer server = await StartAsync();
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=whatever", "sk-x");
        LiveStandInSession session = await SessionAsync(1);
        await SpokenExchange.SpeakAsync(client);
        await session.WantedAsync();
        Assert.That(session.Turns.Single(), Has.Length.InRange(2 * 32_000, 4.5 * 32_000));
        await session.HearAsync("All the news");
        await session.AnswerAsync("So it is.", 2 * Second);
        await SpokenExchange.VerifyAnsweredAsync(client);
        Assert.That(_upstream.Keys, Is.EqualTo(new[] { "key-up" }));
    }

    [Test]
    public async Task What_was_heard_of_an_answer_that_is_cut_the_model_is_told_in_the_same_words_as_the_client()
    {
        await using RunningServer server = await StartAsync();
        await using TestCall call = await TestCall.ConnectAsync(server);
        await using SocketClient client = await SocketClient.ConnectAsync(server, $"?call_id={call.Id}");
        LiveStandInSession session = await SessionAsync(1);
        await client.SendAsync("""{"type":"response.create"}""");
        await session.WantedAsync();

        // The first words are over within the first second, and the others do not begin before the twentieth: whenever the
        // cut falls in between, the same was heard.
        await session.SayAsync("A long story,", 20 * Second);
        await session.SayAsync(" which nobody was there to hear.", 6 * Second);
        await client.ReceiveAsync("output_audio_buffer.started");
        await call.FramesFlowAsync(100);
        await client.SendAsync("""{"type":"output_audio_buffer.clear"}""");

        JsonElement told = await client.ReceiveAsync("conversation.item.truncated");
        Assert.That(told.GetProperty("audio_end_ms").GetInt32(), Is.InRange(1000, 19_000));
        JsonElement done = (await client.ReceiveAsync("response.done")).GetProperty("response");
        Assert.That(done.GetProperty("status").GetString(), Is.EqualTo("cancelled"));
        await client.SendAsync($$"""{"type":"conversation.item.retrieve","item_id":"{{told.GetProperty("item_id").GetString()}}"}""");
        string heard = (await client.ReceiveAsync("conversation.item.retrieved")).GetProperty("item").GetProperty("content")[0].GetProperty("transcript").GetString()!;
        Assert.That(heard, Is.EqualTo("A long story,"));
        string note = (await session.MessageAsync("realtimeInput.text", 2)).GetString()!;
        Assert.That(note, Does.Contain("the person heard only this: \"A long story,\""));

        await client.SendAsync("""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"Go on."}]}}""");
        await client.SendAsync("""{"type":"response.create"}""");
        await session.WantedAsync(2);
        await session.AnswerAsync("Where was I?", Second);
        done = (await client.ReceiveAsync("response.done")).GetProperty("response");
        Assert.That(done.GetProperty("status").GetString(), Is.EqualTo("completed"));
        Assert.That(session.Context.Skip(1), Is.EqualTo(new[] { $"user: {note}", "user: Go on.", "model: Where was I?" }));
        Assert.That(client.Events.Select(e => e.ToString()), Has.None.Contains("You were interrupted"), "the client sees nothing of it");
        Assert.That(client.Events.Select(e => e.GetProperty("type").GetString()), Has.None.EqualTo("error"));
    }

    [Test]
    public async Task Tools_of_the_client_and_of_the_server_are_called_and_their_outputs_go_up()
    {
        await using RunningServer server = await StartAsync();
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=whatever", "sk-x");
        await client.SendAsync("""{"type":"session.update","session":{"type":"realtime","tools":[{"type":"function","name":"find","parameters":{"type":"object","properties":{},"additionalProperties":false}}]}}""");
        await client.ReceiveAsync("session.updated");
        await client.SendAsync("""{"type":"response.create"}""");
        await Eventually.IsTrueAsync(() => _upstream.Sessions.Any(s => s.Of("realtimeInput.activityEnd").Any()), "an answer is wanted");
        LiveStandInSession session = _upstream.Sessions.Single(s => s.Of("realtimeInput.activityEnd").Any());
        Assert.That(session.Setup.GetProperty("tools").ToString(), Does.Contain("\"find\"").And.Contain("\"weather\"").And.Not.Contain("additionalProperties"));
        await session.CallAsync(("call_w", "weather", """{"city":"Rome"}"""));
        await session.WantedAsync(2);
        Assert.That(session.Context[^1], Is.EqualTo("""output: weather {"output":"rain in Rome"}"""));

        await session.CallAsync(("call_f", "find", "{}"));
        JsonElement made = await client.ReceiveAsync("response.function_call_arguments.done");
        Assert.That(made.GetProperty("call_id").GetString(), Is.EqualTo("call_f"));
        await client.ReceiveAsync("response.done");
        await client.SendAsync("""{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"call_f","output":"found"}}""");
        await client.SendAsync("""{"type":"response.create"}""");
        await session.WantedAsync(3);
        await session.AnswerAsync("Found.", Second);
        await client.ReceiveAsync("response.done");
        Assert.That(session.Context.TakeLast(2), Is.EqualTo(new[] { """output: find {"output":"found"}""", "model: Found." }));
    }

    [Test]
    public async Task A_connection_that_breaks_fails_the_answer_and_the_call_goes_on()
    {
        await using RunningServer server = await StartAsync();
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=whatever", "sk-x");
        LiveStandInSession first = await SessionAsync(1);
        await client.SendAsync("""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"Count."}]}}""");
        await client.SendAsync("""{"type":"response.create"}""");
        await first.WantedAsync();
        await first.SayAsync("One two", Second);
        await client.ReceiveAsync("response.output_audio.delta");
        first.Abort();
        Assert.That(await client.ReceiveErrorAsync(), Is.EqualTo("upstream_lost"));
        JsonElement done = (await client.ReceiveAsync("response.done")).GetProperty("response");
        Assert.That(done.GetProperty("status").GetString(), Is.EqualTo("failed"));
        LiveStandInSession second = await SessionAsync(2);
        await client.SendAsync("""{"type":"response.create"}""");
        await second.WantedAsync();
        await second.AnswerAsync("Three.", Second);
        done = (await client.ReceiveAsync("response.done")).GetProperty("response");
        Assert.That(done.GetProperty("status").GetString(), Is.EqualTo("completed"));
        Assert.That(second.Context.Take(2), Is.EqualTo(new[] { "user: Count.", "model: One two" }));
    }

    private async Task<LiveStandInSession> SessionAsync(int count)
    {
        LiveStandInSession session = await _upstream.SessionAsync(count);
        await session.MessageAsync("setup");
        return session;
    }

    private Task<RunningServer> StartAsync() => RunningServer.StartAsync(
        builder =>
        {
            builder.Configuration["GEMINI_API_KEY"] = "key-up";
            builder.Configuration["GOOGLE_GEMINI_BASE_URL"] = _upstream.BaseUrl;
            builder.Services.AddRtcVoiceTool(AIFunctionFactory.Create((string city) => $"rain in {city}", "weather"));
        },
        "Agent=gemini");
}
