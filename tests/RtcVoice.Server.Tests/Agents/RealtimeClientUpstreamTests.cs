using System.ClientModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI.Realtime;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Upstreams;

#pragma warning disable MEAI001 // The abstraction of realtime clients is experimental still.

namespace RtcVoice.Server.Tests.Agents;

/// <summary>
/// Whole calls that the agent <c>realtime-client</c> answers: a client of ours on this side, OpenAI's client of
/// Microsoft.Extensions.AI among the services, and a stand-in of the API behind it.
/// </summary>
public sealed class RealtimeClientUpstreamTests
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
        await session.SendAsync(new { type = "conversation.item.input_audio_transcription.completed", item_id = heard.Id, content_index = 0, transcript = "All the news" });
        await session.AnswerAsync(id, "So it is.", 2 * Second);
        await SpokenExchange.VerifyAnsweredAsync(client);
        Assert.That(_upstream.Keys, Is.EqualTo(new[] { "Bearer sk-up" }));
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
        builder => builder.Services.AddSingleton<IRealtimeClient>(new OpenAIRealtimeClient(
            new RealtimeClient(new ApiKeyCredential("sk-up"), new RealtimeClientOptions { Endpoint = new Uri(_upstream.BaseUrl) }), "gpt-realtime")),
        "Agent=realtime-client");
}
