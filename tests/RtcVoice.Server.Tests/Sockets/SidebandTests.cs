using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Waiting;
using RtcVoice.Transport.Client;

namespace RtcVoice.Server.Tests.Sockets;

/// <summary>A second client of a call that is up: it sees the call's events and steers it.</summary>
public sealed class SidebandTests
{
    [Test]
    public async Task Both_clients_see_what_either_asks_for()
    {
        await using RunningServer server = await RunningServer.StartAnsweringAsync();
        await using TestCall call = await TestCall.ConnectAsync(server);
        int channel = call.Client.OpenChannel("oai-events");
        await ReceiveAsync(call, "session.created");
        await using SocketClient sideband = await SocketClient.ConnectAsync(server, "?call_id=" + call.Id);
        await sideband.ReceiveAsync("conversation.created");

        await sideband.SendAsync("""{"type":"session.update","session":{"type":"realtime","instructions":"Speak of ships."}}""");
        foreach (JsonElement updated in new[] { await sideband.ReceiveAsync("session.updated"), await ReceiveAsync(call, "session.updated") })
        {
            Assert.That(updated.GetProperty("session").GetProperty("instructions").GetString(), Is.EqualTo("Speak of ships."));
        }

        call.Client.Send(channel, Encoding.UTF8.GetBytes("""{"type":"response.create"}"""), isText: true);
        JsonElement done = await sideband.ReceiveAsync("response.done");
        Assert.That(done.GetProperty("response").GetProperty("status").GetString(), Is.EqualTo("completed"));
        await sideband.ReceiveAsync("output_audio_buffer.stopped");
        Assert.That(sideband.Events.Select(e => e.GetProperty("type").GetString()), Has.None.EqualTo("response.output_audio.delta"), "the sound is on the track");

        await sideband.SendAsync("""{"type":"input_audio_buffer.append","audio":"AAA="}""");
        Assert.That(await sideband.ReceiveErrorAsync(), Is.EqualTo("input_audio_not_supported"));
    }

    [Test]
    public async Task What_was_said_and_heard_can_be_looked_up_during_the_call_and_after()
    {
        await using RunningServer server = await RunningServer.StartAnsweringAsync(new AnsweringAgentFactory { Length = TimeSpan.FromSeconds(20) });
        await using TestCall call = await TestCall.ConnectAsync(server);
        await using SocketClient sideband = await SocketClient.ConnectAsync(server, "?call_id=" + call.Id);
        await sideband.SendAsync("""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"Speak."}]}}""");
        await sideband.SendAsync("""{"type":"response.create"}""");
        await sideband.ReceiveAsync("output_audio_buffer.started");
        JsonElement during = await server.DescribeAsync(call.Path + "/conversation");
        Assert.That(during.GetProperty("object").GetString(), Is.EqualTo("list"));
        Assert.That(during.GetProperty("data").GetArrayLength(), Is.EqualTo(2));
        JsonElement sounding = during.GetProperty("data")[1];
        JsonElement playout = sounding.GetProperty("playout");
        Assert.That(playout.GetProperty("source").GetString(), Is.AnyOf("send_clock", "modelled"));
        Assert.That(playout.GetProperty("departed_ms").GetInt64(), Is.GreaterThanOrEqualTo(sounding.GetProperty("heard_ms").GetInt64()).And.GreaterThan(0));
        Assert.That(playout.GetProperty("response_id").GetString(), Does.StartWith("resp_"));
        await sideband.SendAsync("""{"type":"output_audio_buffer.clear"}""");
        JsonElement truncated = await sideband.ReceiveAsync("conversation.item.truncated");
        await server.PostJsonAsync(call.Path + "/hangup", "");
        Assert.That(await sideband.ReadToCloseAsync(), Is.EqualTo(WebSocketCloseStatus.NormalClosure));
        await Eventually.IsTrueAsync(() => server.Calls.Count == 0, "the call is over");

        JsonElement items = (await server.DescribeAsync(call.Path + "/conversation")).GetProperty("data");
        JsonElement asked = items[0];
        Assert.That(asked.GetProperty("item").GetProperty("role").GetString(), Is.EqualTo("user"));
        Assert.That(asked.TryGetProperty("heard_ms", out _) || asked.TryGetProperty("interrupted", out _), Is.False);
        JsonElement said = items[1];
        Assert.That(said.GetProperty("item").GetProperty("id").GetString(), Is.EqualTo(truncated.GetProperty("item_id").GetString()));
        Assert.That(said.GetProperty("item").GetProperty("status").GetString(), Is.EqualTo("incomplete"));
        Assert.That(said.GetProperty("interrupted").GetBoolean());
        Assert.That(said.TryGetProperty("playout", out _), Is.False);
        Assert.That(said.GetProperty("generated_ms").GetInt64(), Is.InRange(said.GetProperty("heard_ms").GetInt64(), 20_000), "the cut may fall while the agent still makes it");
        Assert.That(said.GetProperty("heard_ms").GetInt64(), Is.EqualTo(truncated.GetProperty("audio_end_ms").GetInt64()));
        Assert.That(said.GetProperty("transcript").GetString(), Is.Not.Null.And.Not.EqualTo(AnsweringAgentFactory.Words));
        Assert.That(said.GetProperty("transcript_confidence").GetString(), Is.AnyOf("aligned", "estimated"));
    }

    [Test]
    public async Task A_call_that_nobody_has_come_to_yet_has_an_empty_conversation()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var client = new VoiceClient(TimeProvider.System);
        using HttpResponseMessage reply = await TestCall.PostAsync(server.Http, client.CreateOffer());
        JsonElement conversation = await server.DescribeAsync(reply.Headers.Location + "/conversation");
        Assert.That(conversation.GetProperty("data").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task A_sideband_that_leaves_leaves_the_call_alone()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using TestCall call = await TestCall.ConnectAsync(server);
        for (int i = 0; i < 20; i++)
        {
            // More than a session takes at once: each has to give its place back.
            await using SocketClient sideband = await SocketClient.ConnectAsync(server, "?call_id=" + call.Id);
            await sideband.ReceiveAsync("session.created");
            await sideband.CloseAsync();
        }

        await call.FramesFlowAsync();
    }

    [Test]
    public async Task A_session_of_a_WebSocket_can_be_looked_on_as_well()
    {
        await using RunningServer server = await RunningServer.StartAnsweringAsync();
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=tiny");
        await using SocketClient sideband = await SocketClient.ConnectAsync(server, "?call_id=" + server.Calls.Ids.Single());
        await sideband.ReceiveAsync("conversation.created");
        await client.SendAsync("""{"type":"response.create"}""");
        await sideband.ReceiveAsync("response.output_audio.delta");
        await client.CloseAsync();
        Assert.That(await sideband.ReadToCloseAsync(), Is.EqualTo(WebSocketCloseStatus.NormalClosure));
    }

    [Test]
    public async Task Only_so_many_look_on()
    {
        await using RunningServer server = await RunningServer.StartAsync(null, "Limits:MaxClients=2");
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=tiny");
        string query = "?call_id=" + server.Calls.Ids.Single();
        await using SocketClient sideband = await SocketClient.ConnectAsync(server, query);
        Assert.That(async () => await SocketClient.ConnectAsync(server, query), Throws.InstanceOf<WebSocketException>().With.Message.Contain("409"));
    }

    [Test]
    public async Task A_call_that_is_not_there_is_not_found_before_the_upgrade()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.That(async () => await SocketClient.ConnectAsync(server, "?call_id=rtc_none"), Throws.InstanceOf<WebSocketException>().With.Message.Contain("404"));
        await using TestCall call = await TestCall.ConnectAsync(server);
        await server.PostJsonAsync(call.Path + "/hangup", "");
        await Eventually.IsTrueAsync(() => server.Calls.Count == 0, "the call is over");
        Assert.That(async () => await SocketClient.ConnectAsync(server, "?call_id=" + call.Id), Throws.InstanceOf<WebSocketException>().With.Message.Contain("404"));
    }

    private static async Task<JsonElement> ReceiveAsync(TestCall call, string type)
    {
        while (true)
        {
            ClientMessage message = await call.Client.Messages.ReadAsync().AsTask().WithinPatienceAsync();
            if (message.IsText && message.Payload.Length > 0)
            {
                JsonElement happening = JsonDocument.Parse(message.Payload).RootElement;
                if (happening.GetProperty("type").GetString() == type)
                {
                    return happening;
                }
            }
        }
    }
}
