using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Server.Tests.Watching;

/// <summary>What the server's own people see of all calls, over HTTP.</summary>
public sealed class WatchedCallsTests
{
    private const string Key = "sk-of-this-test";
    private const string EventsPath = RunningServer.CallsPath + "/events";

    [TestCase(RunningServer.CallsPath)]
    [TestCase(EventsPath)]
    public async Task Only_the_servers_key_shows_the_calls_and_a_client_secret_does_not(string path)
    {
        await using RunningServer server = await RunningServer.StartAsync(null, $"ServerKey={Key}");
        ErrorReply none = await ErrorReply.ReadAsync(server.Http.GetAsync(new Uri(path, UriKind.Relative)));
        Assert.That((none.Status, none.Code), Is.EqualTo((401, "invalid_api_key")));
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", "sk-wrong");
        Assert.That((await ErrorReply.ReadAsync(server.Http.GetAsync(new Uri(path, UriKind.Relative)))).Status, Is.EqualTo(401));
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        string secret = await server.MintAsync();
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        ErrorReply another = await ErrorReply.ReadAsync(server.Http.GetAsync(new Uri(path, UriKind.Relative)));
        Assert.That((another.Status, another.Code), Is.EqualTo((403, "server_key_required")));
    }

    [Test]
    public async Task Calls_of_both_kinds_are_listed_with_their_figures_until_they_are_over()
    {
        await using RunningServer server = await RunningServer.StartAnsweringAsync();
        Assert.That((await server.DescribeAsync(RunningServer.CallsPath)).GetProperty("data").GetArrayLength(), Is.Zero);
        await using TestCall call = await TestCall.ConnectAsync(server);
        await call.FramesFlowAsync();
        await using SocketClient socket = await SocketClient.ConnectAsync(server, "?model=answering");
        JsonElement list = await server.DescribeAsync(RunningServer.CallsPath);
        Assert.That(list.GetProperty("object").GetString(), Is.EqualTo("list"));
        JsonElement[] calls = [.. list.GetProperty("data").EnumerateArray()];
        Assert.That(calls.Select(c => c.GetProperty("transport").GetString()), Is.EqualTo(new[] { "webrtc", "websocket" }), "the oldest first");
        Assert.That(calls.Select(c => c.GetProperty("agent").GetString()), Is.All.EqualTo("answering"));
        Assert.That(calls[0].GetProperty("id").GetString(), Is.EqualTo(call.Id));
        Assert.That(calls[0].GetProperty("created_at").GetInt64(), Is.EqualTo(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).Within(60));
        Assert.That(calls[0].GetProperty("peer").GetProperty("packets_sent").GetInt64(), Is.Positive);
        Assert.That(calls[0].GetProperty("speech").GetProperty("source").GetString(), Is.AnyOf("send_clock", "modelled"));
        double[] lateness = [.. new[] { "lateness_p50_us", "lateness_max_us" }.Select(name => calls[0].GetProperty("downlink").GetProperty(name).GetDouble())];
        Assert.That(lateness, Is.Ordered.And.All.InRange(0.1, 20_000), "a slot that is over by more is left out");
        Assert.That(calls[0].TryGetProperty("pacer", out _), Is.False, "it is no call's own");
        Assert.That(calls[1].GetProperty("speech").GetProperty("delay_ms").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await call.DescribeAsync()).GetProperty("pacer").GetProperty("frames_sent").GetInt64(), Is.Positive);

        using HttpResponseMessage ended = await server.Http.PostAsync(new Uri(call.Path + "/hangup", UriKind.Relative), content: null);
        await Eventually.IsTrueAsync(
            async () => (await server.DescribeAsync(RunningServer.CallsPath)).GetProperty("data").GetArrayLength() == 1, "one is over");
    }

    [Test]
    public async Task The_stream_shows_how_a_turn_was_answered_and_what_was_heard_of_it()
    {
        await using RunningServer server = await RunningServer.StartAnsweringAsync();
        await using TestCall call = await TestCall.ConnectAsync(server);
        await call.SayAsync(Sentence.Packets(TimeSpan.FromSeconds(2)));
        JsonElement seen = default;
        await foreach (JsonElement snapshot in WatchAsync(server))
        {
            JsonElement calls = snapshot.GetProperty("calls");
            seen = calls.EnumerateArray().FirstOrDefault(c => c.TryGetProperty("speech", out JsonElement speech) && speech.GetProperty("heard_ms").GetInt64() == 1000);
            if (seen.ValueKind != JsonValueKind.Undefined)
            {
                Assert.That(snapshot.GetProperty("recent_lateness").GetProperty("count").GetInt64(), Is.InRange(0, 400), "of the last second");
                Assert.That(snapshot.GetProperty("pacer").GetProperty("scheduling").GetString(), Is.Not.Empty);
                Assert.That(snapshot.GetProperty("admission_open").GetBoolean());
                Assert.That(snapshot.GetProperty("opus_complexity").GetInt32(), Is.EqualTo(5));
                Assert.That(snapshot.GetProperty("worker_busy").GetDouble(), Is.InRange(0, 1));
                break;
            }
        }

        JsonElement turn = seen.GetProperty("turns").EnumerateArray().Single();
        double[] steps = [.. new[] { "decided_ms", "first_sound_ms", "departed_ms", "heard_ms" }.Select(name => turn.GetProperty(name).GetDouble())];
        Assert.That(steps, Is.Ordered);
        Assert.That(steps[0], Is.GreaterThan(300));
        Assert.That(turn.GetProperty("broken_off").GetBoolean(), Is.False);
        Assert.That(seen.GetProperty("conversation_revision").GetInt64(), Is.Positive);
        Assert.That(seen.GetProperty("speech").GetProperty("generated_ms").GetInt64(), Is.EqualTo(1000));
    }

    [Test]
    public async Task Two_consoles_share_the_stream_and_it_ends_with_the_server()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using IAsyncEnumerator<JsonElement> one = WatchAsync(server).GetAsyncEnumerator();
        await using IAsyncEnumerator<JsonElement> other = WatchAsync(server).GetAsyncEnumerator();
        Assert.That(await one.MoveNextAsync().AsTask().WithinPatienceAsync());
        Assert.That(await other.MoveNextAsync().AsTask().WithinPatienceAsync());
        Assert.That(other.Current.GetProperty("at").GetInt64(), Is.EqualTo(one.Current.GetProperty("at").GetInt64()), "the very same");
        Task stopping = server.StopAsync();
        await EndsAsync(one);
        await EndsAsync(other);
        await stopping.WithinPatienceAsync();
    }

    private static async Task EndsAsync(IAsyncEnumerator<JsonElement> stream)
    {
        try
        {
            while (await stream.MoveNextAsync().AsTask().WithinPatienceAsync())
            {
                // Those that were on their way.
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // Broken off in the middle, which ends it as well.
        }
    }

    private static async IAsyncEnumerable<JsonElement> WatchAsync(RunningServer server)
    {
        using HttpResponseMessage reply = await server.Http.GetAsync(new Uri(EventsPath, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(reply.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(reply.Headers.CacheControl!.NoStore);
        await using Stream body = await reply.Content.ReadAsStreamAsync();
        await foreach (SseItem<string> item in SseParser.Create(body).EnumerateAsync())
        {
            Assert.That(item.EventType, Is.EqualTo("calls"));
            yield return JsonElement.Parse(item.Data);
        }
    }
}
