using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using RtcVoice.Server.Hosting;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Server.Tests.Agents;

/// <summary>Whole calls that the agent <c>cascade</c> answers: a client of ours on this side, stand-ins of its servers on the other.</summary>
public sealed class CascadeUpstreamTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private CascadeStandIn _upstream = null!;

    [SetUp]
    public void Begin()
    {
        _upstream = new CascadeStandIn();
        _upstream.Hear("All the news");
        _upstream.Speak();
    }

    [TearDown]
    public async Task EndAsync() => await _upstream.DisposeAsync();

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_spoken_sentence_is_made_out_and_answered(bool isPreemptive)
    {
        _upstream.OnChat = exchange => ChatAnswer.SayAllAsync(exchange, "So it is. ", "Indeed.");
        await using RunningServer server = await StartAsync($"Cascade:Preemptive={isPreemptive}");
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=whatever", "sk-x");
        string sound = Convert.ToBase64String(Sentence.Spoken(3 * Second, Second));
        await client.SendAsync($$"""{"type":"input_audio_buffer.append","audio":"{{sound}}"}""");
        JsonElement words = await client.ReceiveAsync("conversation.item.input_audio_transcription.completed");
        Assert.That(words.GetProperty("transcript").GetString(), Is.EqualTo("All the news"));
        JsonElement done = (await client.ReceiveAsync("response.done")).GetProperty("response");
        Assert.That(done.GetProperty("status").GetString(), Is.EqualTo("completed"));
        Assert.That(done.GetProperty("usage").GetProperty("input_tokens").GetInt32(), Is.EqualTo(10));
        Assert.That(done.GetProperty("output")[0].GetProperty("content")[0].GetProperty("transcript").GetString(), Is.EqualTo("So it is. Indeed."));
        int bytes = client.Events.Where(e => e.GetProperty("type").GetString() == "response.output_audio.delta").Sum(e => e.GetProperty("delta").GetBytesFromBase64().Length);
        Assert.That(bytes, Is.EqualTo((int)(1.6 * CascadeStandIn.SampleRate) * sizeof(short)));
        Assert.That(_upstream.Speeches.Select(s => s.Json.GetProperty("input").GetString()), Is.EquivalentTo(new[] { "So it is.", "Indeed." }));
    }

    [Test]
    public async Task Tools_of_the_server_and_of_the_client_are_called_and_their_outputs_go_up()
    {
        await using RunningServer server = await StartAsync();
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=whatever", "sk-x");
        await client.SendAsync("""{"type":"session.update","session":{"type":"realtime","tools":[{"type":"function","name":"find","parameters":{"type":"object"}}]}}""");
        await client.SendAsync("""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"Well?"}]}}""");
        await client.SendAsync("""{"type":"response.create"}""");
        await CallAsync(1, "weather", """{"city":"Rome"}""");
        HttpExchange second = await _upstream.ChatAsync(2);
        Assert.That(second.Text, Does.Contain("rain in Rome"));
        await CallAsync(2, "find", "{}");
        await client.ReceiveAsync("response.function_call_arguments.done");
        await client.ReceiveAsync("response.done");
        await client.SendAsync("""{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"call_2","output":"found it"}}""");
        await client.SendAsync("""{"type":"response.create"}""");
        HttpExchange third = await _upstream.ChatAsync(3);
        Assert.That(third.Text, Does.Contain("found it"));
        await ChatAnswer.SayAllAsync(third, "Found.");
        JsonElement done = (await client.ReceiveAsync("response.done")).GetProperty("response");
        Assert.That(done.GetProperty("output")[0].GetProperty("content")[0].GetProperty("transcript").GetString(), Is.EqualTo("Found."));
    }

    [Test]
    public async Task The_next_prompt_of_a_call_that_was_cut_has_just_the_words_that_were_heard()
    {
        await using RunningServer server = await StartAsync();
        await using TestCall call = await TestCall.ConnectAsync(server);
        await using SocketClient client = await SocketClient.ConnectAsync(server, $"?call_id={call.Id}");
        await client.SendAsync("""{"type":"response.create"}""");
        HttpExchange chat = await _upstream.ChatAsync();
        ChatAnswer answer = await ChatAnswer.BeginAsync(chat);
        await answer.SayAsync("One fish and two fish. Red fish and blue fish. Old fish and new fish. ");
        await client.ReceiveAsync("output_audio_buffer.started");
        await call.FramesFlowAsync(100);
        await client.SendAsync("""{"type":"output_audio_buffer.clear"}""");
        await client.ReceiveAsync("conversation.item.truncated");
        await client.ReceiveAsync("response.done");
        await chat.GoneAsync();
        JsonElement items = await server.DescribeAsync($"{RunningServer.CallsPath}/{call.Id}/conversation");
        string heard = items.GetProperty("data")[0].GetProperty("transcript").GetString()!.Trim();
        Assert.That(heard, Is.Not.Empty.And.Not.EqualTo("One fish and two fish. Red fish and blue fish. Old fish and new fish."));
        await client.SendAsync("""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"What?"}]}}""");
        await client.SendAsync("""{"type":"response.create"}""");
        JsonElement[] messages = [.. (await _upstream.ChatAsync(2)).Json.GetProperty("messages").EnumerateArray()];
        Assert.That(TextOf(messages[0]), Is.EqualTo(heard));
        Assert.That(TextOf(messages[1]), Does.StartWith("[Your last message was interrupted").And.EndsWith("\nWhat?"));
    }

    [Test]
    public async Task A_refused_key_is_told_and_the_call_stays_up()
    {
        _upstream.OnChat = exchange => exchange.RespondAsync(401, """{"error":{"message":"No such key."}}""");
        await using RunningServer server = await StartAsync();
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=whatever", "sk-x");
        await client.SendAsync("""{"type":"response.create"}""");
        JsonElement done = (await client.ReceiveAsync("response.done")).GetProperty("response");
        JsonElement error = done.GetProperty("status_details").GetProperty("error");
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo("chat_unauthorized"));
        _upstream.OnChat = exchange => ChatAnswer.SayAllAsync(exchange, "Good day.");
        await client.SendAsync("""{"type":"response.create"}""");
        done = (await client.ReceiveAsync("response.done")).GetProperty("response");
        Assert.That(done.GetProperty("status").GetString(), Is.EqualTo("completed"));
    }

    [Test]
    public async Task Clients_that_the_application_registers_go_before_servers()
    {
        using var model = new EchoingChatClient();
        await using RunningServer server = await RunningServer.StartAsync(
            builder =>
            {
                builder.Configuration["OPENAI_BASE_URL"] = _upstream.BaseUrl;
                builder.Services.AddSingleton<IChatClient>(model);
            },
            "Agent=cascade");
        await using SocketClient client = await SocketClient.ConnectAsync(server, "?model=whatever", "sk-x");
        await client.SendAsync("""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"Hello there."}]}}""");
        await client.SendAsync("""{"type":"response.create"}""");
        await client.ReceiveAsync("response.done");
        Assert.That(_upstream.Chats, Is.Empty);
        await Eventually.IsTrueAsync(() => _upstream.Speeches.Count == 1, "it is spoken");
        Assert.That(_upstream.Speeches.Single().Json.GetProperty("input").GetString(), Is.EqualTo("Hello there."));
    }

    [Test]
    public void What_cannot_work_stops_the_start() => Assert.That(
        async () => await RunningServer.StartAsync(null, "Agent=cascade"),
        Throws.TypeOf<StartException>().With.Message.Contains("OPENAI_API_KEY"));

    private async Task CallAsync(int count, string name, string arguments)
    {
        ChatAnswer answer = await ChatAnswer.BeginAsync(await _upstream.ChatAsync(count));
        await answer.CallAsync(0, $"call_{count}", name, arguments);
        await answer.EndAsync("tool_calls");
    }

    private static string TextOf(JsonElement message) => message.GetProperty("content") is { ValueKind: JsonValueKind.Array } parts
        ? string.Concat(parts.EnumerateArray().Select(p => p.GetProperty("text").GetString()))
        : message.GetProperty("content").GetString()!;

    private Task<RunningServer> StartAsync(params string[] settings) => RunningServer.StartAsync(
        builder =>
        {
            builder.Configuration["OPENAI_API_KEY"] = "sk-up";
            builder.Configuration["OPENAI_BASE_URL"] = _upstream.BaseUrl;
            builder.Services.AddRtcVoiceTool(AIFunctionFactory.Create((string city) => $"rain in {city}", "weather"));
        },
        ["Agent=cascade", .. settings]);
}
