using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using RtcVoice.Server.Hosting;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Server.Tests.Agents;

/// <summary>Calls over WebRTC that the agent <c>openai</c> answers, by voice alone: a person who speaks and hears on this side, a stand-in of the API on the other.</summary>
public sealed class OpenAiCallTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private RealtimeStandIn _upstream = null!;

    [SetUp]
    public void Begin() => _upstream = new RealtimeStandIn();

    [TearDown]
    public async Task EndAsync() => await _upstream.DisposeAsync();

    [Test]
    public async Task A_person_speaks_the_upstream_hears_it_a_tool_is_called_and_the_answer_is_heard()
    {
        await using RunningServer server = await StartAsync();
        await using TestCall call = await TestCall.ConnectAsync(server);
        await using SocketClient client = await SocketClient.ConnectAsync(server, $"?call_id={call.Id}");
        StandInSession session = await _upstream.SessionAsync(1);
        await call.SayAsync(Sentence.Packets(3 * Second));
        string id = await session.ResponseAsync();
        Assert.That(session.Items.Single().Sound, Is.InRange(2.5 * Second, 4.5 * Second));
        await session.CallAsync(id, "weather", "call_w", """{"city":"Rome"}""");
        await session.FinishAsync(id);
        id = await session.ResponseAsync(2);
        Assert.That(session.Items.Select(i => i.Summary), Is.EqualTo(new[] { "sound", """call: weather {"city":"Rome"}""", "output: rain in Rome" }));
        Loudness.Received(call.Client);
        await session.AnswerAsync(id, "It rains in Rome.", 2 * Second);
        await client.ReceiveAsync("output_audio_buffer.stopped");
        Assert.That(Loudness.Received(call.Client).Count(l => l > Loudness.Audible), Is.EqualTo(100).Within(3), "2 s of it");
        Assert.That(client.Events.Select(e => e.GetProperty("type").GetString()), Has.None.EqualTo("error"));
    }

    [TestCase("local")]
    [TestCase("upstream")]
    public async Task Who_cuts_in_is_let_speak_and_the_upstream_keeps_what_was_heard(string turnDetection)
    {
        await using RunningServer server = await StartAsync($"OpenAi:TurnDetection={turnDetection}");
        await using TestCall call = await TestCall.ConnectAsync(server);
        await using SocketClient client = await SocketClient.ConnectAsync(server, $"?call_id={call.Id}");
        StandInSession session = await _upstream.SessionAsync(1);
        await client.SendAsync("""{"type":"response.create"}""");
        string id = await session.ResponseAsync();
        StandInItem item = await session.BeginMessageAsync(id);
        await session.SayAsync(id, item, "A long story about a lighthouse and its keeper.", 10 * Second);
        await client.ReceiveAsync("output_audio_buffer.started");
        await call.FramesFlowAsync(50);
        Task saying = call.SayAsync(Sentence.Packets(2 * Second));
        if (turnDetection == "upstream")
        {
            // The upstream's own time, and not that of the voice: it takes a second to be sure.
            await call.FramesFlowAsync(50);
            await session.BeginSpeechAsync(session.Heard - (0.5 * Second));
        }

        JsonElement cut = await session.CommandAsync("conversation.item.truncate");
        await client.ReceiveAsync("output_audio_buffer.cleared");
        int endMs = cut.GetProperty("audio_end_ms").GetInt32();
        Assert.That(cut.GetProperty("item_id").GetString(), Is.EqualTo(item.Id));
        await saying;
        Assert.That(Loudness.Received(call.Client).Count(l => l > Loudness.Audible) * 20, Is.EqualTo(endMs).Within(60), "what was told to be heard is what got here");
        if (turnDetection == "upstream")
        {
            (_, string? next) = await session.EndSpeechAsync(session.Heard);
            await session.AnswerAsync(next!, "Yes?", Second);
        }
        else
        {
            await session.AnswerAsync(await session.ResponseAsync(2), "Yes?", Second);
        }

        await client.ReceiveAsync("output_audio_buffer.stopped");
        JsonElement[] spoken = [.. (await call.ConversationAsync()).Where(i => i.TryGetProperty("heard_ms", out _))];
        Assert.That(spoken.Select(i => i.GetProperty("interrupted").GetBoolean()), Is.EqualTo(new[] { true, false }));
        Assert.That(spoken[0].GetProperty("heard_ms").GetInt32(), Is.EqualTo(endMs));
        Assert.That(spoken[1].GetProperty("transcript").GetString(), Is.EqualTo("Yes?"));
        Assert.That(session.Items.Select(i => i.Truncated?.TotalMilliseconds), Is.EqualTo(new double?[] { endMs, null, null }));
        Assert.That(client.Events.Select(e => e.GetProperty("type").GetString()), Has.None.EqualTo("error"));
    }

    [Test]
    public async Task A_voice_that_the_upstream_does_not_take_for_a_turn_cuts_nothing_where_the_upstream_decides()
    {
        await using RunningServer server = await StartAsync("OpenAi:TurnDetection=upstream");
        await using TestCall call = await TestCall.ConnectAsync(server);
        await using SocketClient client = await SocketClient.ConnectAsync(server, $"?call_id={call.Id}");
        StandInSession session = await _upstream.SessionAsync(1);
        await client.SendAsync("""{"type":"response.create"}""");
        await session.AnswerAsync(await session.ResponseAsync(), "Four seconds of it.", 4 * Second);
        await client.ReceiveAsync("output_audio_buffer.started");
        await call.SayAsync(Sentence.Packets(2 * Second));
        await client.ReceiveAsync("output_audio_buffer.stopped");
        Assert.That(Loudness.Received(call.Client).Count(l => l > Loudness.Audible), Is.EqualTo(200).Within(3), "all of it, without a pause");
        Assert.That(session.Heard, Is.GreaterThan(2 * Second), "and the upstream has heard the voice");
        Assert.That(client.Events.Select(e => e.GetProperty("type").GetString()), Has.None.StartsWith("input_audio_buffer"));
    }

    [Test]
    public async Task A_call_goes_on_in_another_session_that_knows_what_was_said()
    {
        await using RunningServer server = await StartAsync();
        await using TestCall call = await TestCall.ConnectAsync(server);
        await using SocketClient client = await SocketClient.ConnectAsync(server, $"?call_id={call.Id}");
        StandInSession first = await _upstream.SessionAsync(1);
        await call.SayAsync(Sentence.Packets(2 * Second));
        string id = await first.ResponseAsync();
        await first.SendAsync(new { type = "conversation.item.input_audio_transcription.completed", item_id = first.Items[0].Id, transcript = "All the news" });
        await first.AnswerAsync(id, "So it is.", Second);
        await client.ReceiveAsync("output_audio_buffer.stopped");
        first.Abort();
        Assert.That(await client.ReceiveErrorAsync(), Is.EqualTo("upstream_lost"));
        StandInSession second = await _upstream.SessionAsync(2);
        await call.SayAsync(Sentence.Packets(2 * Second));
        await second.AnswerAsync(await second.ResponseAsync(), "And now?", Second);
        await client.ReceiveAsync("output_audio_buffer.stopped");
        Assert.That(second.Items.Select(i => i.Summary), Is.EqualTo(new[] { "user: All the news", "assistant: So it is.", "sound", "sound" }));
    }

    private Task<RunningServer> StartAsync(params string[] settings) => RunningServer.StartAsync(
        builder =>
        {
            builder.Configuration["OPENAI_API_KEY"] = "sk-up";
            builder.Configuration["OPENAI_BASE_URL"] = _upstream.BaseUrl;
            builder.Services.AddRtcVoiceTool(AIFunctionFactory.Create((string city) => $"rain in {city}", "weather"));
        },
        ["Agent=openai", .. settings]);
}
