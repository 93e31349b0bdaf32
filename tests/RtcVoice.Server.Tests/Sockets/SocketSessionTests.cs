using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Server.Tests.Sockets;

/// <summary>Sessions of their own over a WebSocket, from the handshake to the end.</summary>
public sealed class SocketSessionTests
{
    private const string Update = """{"type":"session.update","session":{"type":"realtime"}}""";
    private const string AskForAnswer = """{"type":"response.create"}""";

    [Test]
    public async Task A_question_in_text_is_answered_aloud()
    {
        await using RunningServer server = await RunningServer.StartAnsweringAsync();
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=tiny");
        JsonElement session = (await client.ReceiveAsync("session.created")).GetProperty("session");
        Assert.That(session.GetProperty("model").GetString(), Is.EqualTo("tiny"));
        await client.SendAsync("""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"Do you hear me?"}]}}""");
        await client.SendAsync(AskForAnswer);
        await client.ReceiveAsync("response.done");
        int bytes = client.Events
            .Where(e => e.GetProperty("type").GetString() == "response.output_audio.delta")
            .Sum(e => e.GetProperty("delta").GetBytesFromBase64().Length);
        Assert.That(bytes, Is.EqualTo(24_000 * sizeof(short)), "one second");
        Assert.That(client.Events.Select(e => e.GetProperty("event_id").GetString()), Is.Unique);
    }

    [Test]
    public async Task The_session_is_a_call_that_can_be_looked_at_and_hung_up()
    {
        await using RunningServer server = await RunningServer.StartAnsweringAsync();
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=tiny");
        await client.ReceiveAsync("session.created");
        string path = PathOf(server);
        JsonElement view = await server.DescribeAsync(path);
        Assert.That(view.GetProperty("state").GetString(), Is.EqualTo("connected"));
        Assert.That(view.GetProperty("transport").GetString(), Is.EqualTo("websocket"));
        Assert.That(view.TryGetProperty("peer", out _), Is.False);

        await client.SendAsync(AskForAnswer);
        await client.ReceiveAsync("response.done");
        // The client was sent all of it before it can have played it.
        JsonElement item = await ItemAsync();
        while (item.TryGetProperty("playout", out _))
        {
            item = await ItemAsync();
        }

        await server.PostJsonAsync(path + "/hangup", "");
        Assert.That(await client.ReadToCloseAsync(), Is.EqualTo(WebSocketCloseStatus.NormalClosure));
        Assert.That(client.Closed.Reason, Is.EqualTo("The call is over."));
        await client.CloseAsync();
        await Eventually.IsTrueAsync(() => server.Calls.Count == 0, "the call is over");
        view = await server.DescribeAsync(path);
        Assert.That((view.GetProperty("state").GetString(), view.GetProperty("end_reason").GetString()), Is.EqualTo(("ended", "hung_up_here")));
        JsonElement remembered = (await server.DescribeAsync(path + "/conversation")).GetProperty("data")[0];
        Assert.That(remembered.GetRawText(), Is.EqualTo(item.GetRawText()));

        async Task<JsonElement> ItemAsync() => (await server.DescribeAsync(path + "/conversation")).GetProperty("data")[0];
    }

    [Test]
    public async Task A_client_that_closes_or_vanishes_ends_its_call([Values] bool closes)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        SocketClient client = await SocketClient.ConnectAsync(server, "?model=tiny");
        await client.ReceiveAsync("session.created");
        string path = PathOf(server);
        if (closes)
        {
            await client.CloseAsync();
        }

        await client.DisposeAsync();
        await Eventually.IsTrueAsync(() => server.Calls.Count == 0, "the call is over");
        Assert.That((await server.DescribeAsync(path)).GetProperty("end_reason").GetString(), Is.EqualTo("hung_up_by_peer"));
    }

    [Test]
    public async Task A_server_that_stops_says_so_to_its_clients()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=tiny");
        await client.ReceiveAsync("session.created");
        Task stopping = server.StopAsync();
        Assert.That(await client.ReadToCloseAsync(), Is.EqualTo(WebSocketCloseStatus.NormalClosure));
        await client.CloseAsync();
        await stopping.WithinPatienceAsync();
    }

    [Test]
    public async Task A_page_bears_its_key_among_the_subprotocols()
    {
        await using RunningServer server = await RunningServer.StartAsync(null, "ServerKey=sk-x");
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", "sk-x");
        string key = await server.MintAsync("""{"session":{"instructions":"Be brief."}}""");
        await using SocketClient client = await SocketClient.ConnectAsync(
            server, "?model=tiny", null, "realtime", "openai-insecure-api-key." + key, "openai-agents-sdk.0.20.0");
        Assert.That(client.Subprotocol, Is.EqualTo("realtime"));
        JsonElement session = (await client.ReceiveAsync("session.created")).GetProperty("session");
        Assert.That(session.GetProperty("instructions").GetString(), Is.EqualTo("Be brief."));
        Assert.That(
            async () => await SocketClient.ConnectAsync(server, "?model=tiny", null, "realtime", "openai-insecure-api-key.ek_wrong"),
            Throws.InstanceOf<WebSocketException>().With.Message.Contain("401"));
        Assert.That(async () => await SocketClient.ConnectAsync(server, "?model=tiny"), Throws.InstanceOf<WebSocketException>().With.Message.Contain("401"));
    }

    [Test]
    public async Task A_full_server_takes_no_session_of_either_kind_until_one_has_ended()
    {
        await using RunningServer server = await RunningServer.StartAsync(null, "Media:MaxCalls=2");
        await using SocketClient first = await SocketClient.ConnectAsync(server, "?model=tiny");
        await using (TestCall second = await TestCall.ConnectAsync(server))
        {
            Assert.That(async () => await SocketClient.ConnectAsync(server, "?model=tiny"), Throws.InstanceOf<WebSocketException>().With.Message.Contain("503"));
            ErrorReply error = await ErrorReply.ReadAsync(TestCall.PostAsync(server.Http, "v=0"));
            Assert.That((error.Status, error.Code), Is.EqualTo((503, "too_many_calls")));
            await using SocketClient besides = await SocketClient.ConnectAsync(server, "?call_id=" + second.Id);
            await besides.ReceiveAsync("session.created");
        }

        await Eventually.IsTrueAsync(() => server.Calls.Count == 1, "a place is free");
        await using SocketClient third = await SocketClient.ConnectAsync(server, "?model=tiny");
        await third.ReceiveAsync("session.created");
    }

    [Test]
    public async Task Without_an_upgrade_it_is_said_what_the_address_is_for()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        ErrorReply error = await ErrorReply.ReadAsync(server.Http.GetAsync(new Uri("/v1/realtime?model=x", UriKind.Relative)));
        Assert.That((error.Status, error.Code), Is.EqualTo((426, "upgrade_required")));
    }

    [Test]
    public async Task A_model_that_cannot_be_is_refused_before_the_upgrade()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.That(
            async () => await SocketClient.ConnectAsync(server, "?model=" + new string('x', 300)),
            Throws.InstanceOf<WebSocketException>().With.Message.Contain("400"));
        Assert.That(server.Calls.Count, Is.Zero);
    }

    [Test]
    public async Task What_is_no_event_is_an_error_and_the_session_goes_on()
    {
        await using RunningServer server = await RunningServer.StartAsync(null, "Limits:MaxEventBytes=65536");
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=tiny");
        await client.SendAsync("not json");
        Assert.That(await client.ReceiveErrorAsync(), Is.EqualTo("invalid_json"));
        await client.SendAsync(new byte[] { 0x80, 0xff }, WebSocketMessageType.Binary);
        Assert.That(await client.ReceiveErrorAsync(), Is.EqualTo("binary_not_supported"));
        await client.SendAsync(Padded(65_537));
        Assert.That(await client.ReceiveErrorAsync(), Is.EqualTo("message_too_large"));
        await client.SendAsync(Padded(65_536));
        await client.ReceiveAsync("session.updated");
        await client.SendAsync("");
        Assert.That(await client.ReceiveErrorAsync(), Is.EqualTo("invalid_json"));
    }

    [Test]
    public async Task A_message_in_many_parts_is_one_event_and_one_without_end_costs_nothing()
    {
        await using RunningServer server = await RunningServer.StartAsync(null, "Limits:MaxEventBytes=65536");
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=tiny");
        byte[] update = Encoding.UTF8.GetBytes(Padded(20_000));
        for (int i = 0; i < update.Length; i += 777)
        {
            int take = Math.Min(777, update.Length - i);
            await client.SendAsync(update.AsMemory(i, take), WebSocketMessageType.Text, endOfMessage: i + take == update.Length);
        }

        await client.ReceiveAsync("session.updated");
        byte[] spaces = new byte[100_000];
        for (int i = 0; i < 200; i++)
        {
            await client.SendAsync(spaces, WebSocketMessageType.Text, endOfMessage: false);
        }

        await client.SendAsync(spaces, WebSocketMessageType.Text);
        Assert.That(await client.ReceiveErrorAsync(), Is.EqualTo("message_too_large"));
        await client.SendAsync(Update);
        await client.ReceiveAsync("session.updated");
    }

    [Test]
    public async Task A_client_that_sends_too_much_is_told_and_loses_what_is_too_much()
    {
        await using RunningServer server = await RunningServer.StartAsync(null, "Limits:EventsPerSecond=10");
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=tiny");
        for (int i = 0; i < 300; i++)
        {
            await client.SendAsync(new byte[1], WebSocketMessageType.Binary);
        }

        string? code;
        do
        {
            code = await client.ReceiveErrorAsync();
        }
        while (code == "binary_not_supported");
        Assert.That(code, Is.EqualTo("rate_limit_exceeded"));
    }

    [Test]
    public async Task A_client_that_does_not_read_is_closed_and_told_why()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=tiny");
        string text = new('x', 100_000);
        string item = $$$"""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"{{{text}}}"}]}}""";
        for (int i = 0; i < 250; i++)
        {
            await client.SendAsync(item);
        }

        Assert.That(await client.ReadToCloseAsync(), Is.EqualTo(WebSocketCloseStatus.PolicyViolation));
        Assert.That(client.Closed.Reason, Does.Contain("8 MiB"));
        await client.CloseAsync();
        await Eventually.IsTrueAsync(() => server.Calls.Count == 0, "the call is over");
    }

    [Test]
    public async Task A_hundred_sessions_at_once_leave_nothing_behind()
    {
        await using RunningServer server = await RunningServer.StartAnsweringAsync(new AnsweringAgentFactory { Length = TimeSpan.FromMilliseconds(200) });
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=tiny");
            await client.SendAsync(AskForAnswer);
            await client.ReceiveAsync("response.done");
            if (i % 2 == 0)
            {
                await client.CloseAsync();
            }
        }));
        await Eventually.IsTrueAsync(() => server.Calls.Count == 0, "every call is over");
        await using SocketClient next = await SocketClient.ConnectAsync(server, "?model=tiny");
        await next.ReceiveAsync("session.created");
    }

    [Test]
    public async Task A_message_that_breaks_off_with_its_connection_leaves_nothing_behind()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        SocketClient client = await SocketClient.ConnectAsync(server, "?model=tiny");
        await client.SendAsync(new byte[1000], WebSocketMessageType.Text, endOfMessage: false);
        await client.DisposeAsync();
        await Eventually.IsTrueAsync(() => server.Calls.Count == 0, "the call is over");
    }

    private static string PathOf(RunningServer server) => $"{RunningServer.CallsPath}/{server.Calls.Ids.Single()}";

    // An event of so many bytes.
    private static string Padded(int length) => Update + new string(' ', length - Update.Length);
}
