using System.Text.Json;
using Microsoft.Extensions.AI;
using RtcVoice.Server.Hosting;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Server.Tests.Agents;

/// <summary>Whole calls that the agent <c>openai</c> answers: a client of ours on this side, a stand-in of the API on the other.</summary>
public sealed class OpenAiUpstreamTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private RealtimeStandIn _upstream = null!;

    [SetUp]
    public void Begin() => _upstream = new RealtimeStandIn();

    [TearDown]
    public async Task EndAsync() => await _upstream.DisposeAsync();

    [Test]
    public async Task A_spoken_sentence_goes_up_and_its_answer_comes_down()
    {
        await using RunningServer server = await StartAsync();
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=whatever", "sk-x");
        StandInSession session = await _upstream.SessionAsync(1);
        await SpokenExchange.SpeakAsync(client);
        string id = await session.ResponseAsync();
        StandInItem heard = session.Items.Single();
        Assert.That(heard.Sound, Is.InRange(2 * Second, 4.5 * Second));
        await session.SendAsync(new { type = "conversation.item.input_audio_transcription.completed", item_id = heard.Id, transcript = "All the news" });
        await session.AnswerAsync(id, "So it is.", 2 * Second);
        await SpokenExchange.VerifyAnsweredAsync(client);
        Assert.That(_upstream.Keys, Is.EqualTo(new[] { "Bearer sk-up" }));
    }

    [Test]
    public async Task A_client_that_stops_and_truncates_has_the_upstream_do_so_too()
    {
        await using RunningServer server = await StartAsync();
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=whatever", "sk-x");
        StandInSession session = await _upstream.SessionAsync(1);
        await client.SendAsync("""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"Tell me a story."}]}}""");
        await client.SendAsync("""{"type":"response.create"}""");
        string id = await session.ResponseAsync();
        Assert.That(session.Items.Single().Summary, Is.EqualTo("user: Tell me a story."));
        StandInItem item = await session.BeginMessageAsync(id);
        await session.SayAsync(id, item, "Once upon a time there was a lighthouse.", 4 * Second);
        string itemId = (await client.ReceiveAsync("response.output_audio.delta")).GetProperty("item_id").GetString()!;
        await client.SendAsync("""{"type":"response.cancel"}""");
        await session.CommandAsync("response.cancel");
        await client.SendAsync($$"""{"type":"conversation.item.truncate","item_id":"{{itemId}}","content_index":0,"audio_end_ms":150}""");
        await Eventually.IsTrueAsync(() => item.Truncated?.TotalMilliseconds == 150, "it is cut there");
        JsonElement done = (await client.ReceiveAsync("response.done")).GetProperty("response");
        Assert.That(done.GetProperty("status").GetString(), Is.EqualTo("cancelled"));
        await client.SendAsync("""{"type":"response.create"}""");
        await session.AnswerAsync(await session.ResponseAsync(2), "Another one.", Second);
        done = (await client.ReceiveAsync("response.done")).GetProperty("response");
        Assert.That(done.GetProperty("output")[0].GetProperty("content")[0].GetProperty("transcript").GetString(), Is.EqualTo("Another one."));
        Assert.That(client.Events.Select(e => e.GetProperty("type").GetString()), Has.None.EqualTo("error"));
    }

    [Test]
    public async Task Tools_of_the_client_and_of_the_server_are_called_and_their_outputs_go_up()
    {
        await using RunningServer server = await StartAsync();
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=whatever", "sk-x");
        StandInSession session = await _upstream.SessionAsync(1);
        await client.SendAsync("""{"type":"session.update","session":{"type":"realtime","tools":[{"type":"function","name":"find","parameters":{"type":"object"}}]}}""");
        await Eventually.IsTrueAsync(
            () => session.Of("session.update").LastOrDefault().ToString().Contains("\"find\"", StringComparison.Ordinal), "the tool is told of");
        Assert.That(session.Of("session.update").Last().ToString(), Does.Contain("\"weather\""));
        await client.SendAsync("""{"type":"response.create"}""");
        string id = await session.ResponseAsync();
        await session.CallAsync(id, "weather", "call_w", """{"city":"Rome"}""");
        await session.FinishAsync(id);
        id = await session.ResponseAsync(2);
        Assert.That(session.Items.Select(i => i.Summary), Is.EqualTo(new[] { """call: weather {"city":"Rome"}""", "output: rain in Rome" }));

        await session.CallAsync(id, "find", "call_f", "{}");
        await session.FinishAsync(id);
        JsonElement made = await client.ReceiveAsync("response.function_call_arguments.done");
        Assert.That(made.GetProperty("call_id").GetString(), Is.EqualTo("call_f"));
        await client.ReceiveAsync("response.done");
        await client.SendAsync("""{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"call_f","output":"found"}}""");
        await client.SendAsync("""{"type":"response.create"}""");
        await session.AnswerAsync(await session.ResponseAsync(3), "Found.", Second);
        await client.ReceiveAsync("response.done");
        Assert.That(session.Items.Skip(2).Select(i => i.Summary), Is.EqualTo(new[] { "call: find {}", "output: found", "sound" }));
    }

    [Test]
    public async Task A_connection_that_breaks_fails_the_answer_and_the_call_goes_on()
    {
        await using RunningServer server = await StartAsync();
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=whatever", "sk-x");
        StandInSession first = await _upstream.SessionAsync(1);
        await client.SendAsync("""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"Count."}]}}""");
        await client.SendAsync("""{"type":"response.create"}""");
        string id = await first.ResponseAsync();
        StandInItem item = await first.BeginMessageAsync(id);
        await first.SayAsync(id, item, "One two", Second);
        await client.ReceiveAsync("response.output_audio.delta");
        first.Abort();
        Assert.That(await client.ReceiveErrorAsync(), Is.EqualTo("upstream_lost"));
        JsonElement done = (await client.ReceiveAsync("response.done")).GetProperty("response");
        Assert.That(done.GetProperty("status").GetString(), Is.EqualTo("failed"));
        StandInSession second = await _upstream.SessionAsync(2);
        await client.SendAsync("""{"type":"response.create"}""");
        await second.AnswerAsync(await second.ResponseAsync(), "Three.", Second);
        done = (await client.ReceiveAsync("response.done")).GetProperty("response");
        Assert.That(done.GetProperty("status").GetString(), Is.EqualTo("completed"));
        Assert.That(second.Items.Select(i => i.Summary), Is.EqualTo(new[] { "user: Count.", "assistant: One two", "sound" }));
    }

    [Test]
    public async Task What_was_not_heard_of_a_call_the_upstream_forgets()
    {
        await using RunningServer server = await StartAsync();
        await using TestCall call = await TestCall.ConnectAsync(server);
        await using SocketClient client = await SocketClient.ConnectAsync(server, $"?call_id={call.Id}");
        StandInSession session = await _upstream.SessionAsync(1);
        await client.SendAsync("""{"type":"response.create"}""");
        string id = await session.ResponseAsync();
        StandInItem item = await session.BeginMessageAsync(id);
        await session.SayAsync(id, item, "A long story about a lighthouse and its keeper.", 10 * Second);
        await client.ReceiveAsync("output_audio_buffer.started");
        await call.FramesFlowAsync(50);
        await client.SendAsync("""{"type":"output_audio_buffer.clear"}""");

        JsonElement cut = await session.CommandAsync("conversation.item.truncate");
        Assert.That(cut.GetProperty("item_id").GetString(), Is.EqualTo(item.Id));
        Assert.That(cut.GetProperty("audio_end_ms").GetInt32(), Is.InRange(500, 9000));
        JsonElement told = await client.ReceiveAsync("conversation.item.truncated");
        Assert.That(told.GetProperty("audio_end_ms").GetInt32(), Is.EqualTo(cut.GetProperty("audio_end_ms").GetInt32()));
        await session.CommandAsync("response.cancel");
        JsonElement done = (await client.ReceiveAsync("response.done")).GetProperty("response");
        Assert.That(done.GetProperty("status").GetString(), Is.EqualTo("cancelled"));
    }

    private Task<RunningServer> StartAsync() => RunningServer.StartAsync(
        builder =>
        {
            builder.Configuration["OPENAI_API_KEY"] = "sk-up";
            builder.Configuration["OPENAI_BASE_URL"] = _upstream.BaseUrl;
            builder.Services.AddRtcVoiceTool(AIFunctionFactory.Create((string city) => $"rain in {city}", "weather"));
        },
        "Agent=openai");
}
