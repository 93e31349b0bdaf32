using System.Net;
using System.Text.Json;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Peers;
using RtcVoice.TestKit.Waiting;
using RtcVoice.Timing;
using RtcVoice.Transport.Client;

namespace RtcVoice.Server.Tests.Storage;

/// <summary>What a server knows of the calls of the process before it.</summary>
public sealed class KilledServerTests
{
    /// <summary>The position is kept once a second; the rest is for a machine that is busy with other tests.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(1000 + 500);

    /// <summary>2.6 s: into the greeting, and past the second time that its position is kept.</summary>
    private const int FramesOfGreeting = 130;

    [Test]
    public async Task A_server_killed_in_mid_sentence_remembers_what_was_heard_of_it()
    {
        using var file = new TemporaryFile();
        TimeSpan spoken;
        TimeSpan called;
        string path;
        await using (ServerProgramRun run = Start(file, out HttpClient http))
        {
            await HealthyAsync(http);
            await using var client = new VoiceClient(TimeProvider.System);
            Instant offered = TimeProvider.System.GetInstant();
            using HttpResponseMessage reply = await TestCall.PostAsync(http, client.CreateOffer());
            client.AcceptAnswer(await reply.Content.ReadAsStringAsync());
            await client.Connected.WithinPatienceAsync();
            await using FramePump frames = FramePump.Start(client);
            path = reply.Headers.Location!.OriginalString;
            await Eventually.IsTrueAsync(
                async () => (await ReadAsync(http, path)).GetProperty("downlink").GetProperty("frames_encoded").GetInt64() > 0, "the greeting");
            Instant began = TimeProvider.System.GetInstant();
            long before = client.FramesReceived;
            await Eventually.IsTrueAsync(() => client.FramesReceived >= before + FramesOfGreeting, "some of the greeting");
            spoken = TimeProvider.System.GetInstant() - began;
            called = TimeProvider.System.GetInstant() - offered;
            http.Dispose();

            // Disposing of the run kills the process: SIGKILL.
        }

        await using ServerProgramRun again = Start(file, out HttpClient reader);
        await HealthyAsync(reader);
        JsonElement item = (await ReadAsync(reader, path + "/conversation")).GetProperty("data").EnumerateArray().Single();
        reader.Dispose();
        TestContext.Out.WriteLine($"spoken for {spoken.TotalMilliseconds:F0} ms: {item}");
        Assert.That(item.GetProperty("item").GetProperty("status").GetString(), Is.EqualTo("incomplete"));
        Assert.That(item.GetProperty("interrupted").GetBoolean());
        Assert.That(item.GetProperty("transcript").GetString(), Does.StartWith("Hello, this is"));
        Assert.That(item.GetProperty("heard_ms").GetInt64(), Is.InRange((long)(spoken - Margin).TotalMilliseconds, (long)called.TotalMilliseconds));
    }

    [Test]
    public async Task A_file_that_cannot_be_opened_stops_the_start_with_one_line()
    {
        await using ServerProgramRun run = ServerProgramRun.Start("--RtcVoice:History:Enabled=true", "--RtcVoice:History:File=/proc/history.db");
        (int exitCode, string[] errors) = await run.ExitedAsync();
        Assert.That((exitCode, errors.Length), Is.EqualTo((1, 1)));
        Assert.That(errors[0], Does.Contain("/proc/history.db").And.Contain("RtcVoice:History:File"));
    }

    [Test]
    public async Task A_server_that_is_stopped_writes_everything_first_and_the_next_one_shows_it()
    {
        using var file = new TemporaryFile();
        string[] settings = ["History:Enabled=true", $"History:File={file.Path}"];
        string path;
        await using (RunningServer server = await RunningServer.StartAnsweringAsync(null, settings))
        {
            await using TestCall call = await TestCall.ConnectAsync(server);
            path = call.Path;
            await call.FramesFlowAsync();
            Assert.That((await server.DescribeAsync(path + "/conversation")).GetProperty("data").GetArrayLength(), Is.Zero);
            await server.StopAsync();
        }

        await using RunningServer next = await RunningServer.StartAnsweringAsync(null, settings);
        Assert.That((await next.DescribeAsync(path + "/conversation")).GetProperty("data").GetArrayLength(), Is.Zero);
        using HttpResponseMessage unknown = await next.Http.GetAsync(new Uri(RunningServer.CallsPath + "/rtc_unknown/conversation", UriKind.Relative));
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private static ServerProgramRun Start(TemporaryFile file, out HttpClient http)
    {
        int port = ServerProgramRun.FreePort();
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        return ServerProgramRun.Start($"--urls=http://127.0.0.1:{port}", "--RtcVoice:History:Enabled=true", $"--RtcVoice:History:File={file.Path}");
    }

    private static Task HealthyAsync(HttpClient http) => Eventually.IsTrueAsync(
        async () =>
        {
            try
            {
                using HttpResponseMessage reply = await http.GetAsync(new Uri("/healthz", UriKind.Relative));
                return reply.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        "the server is up",
        TimeSpan.FromMinutes(1));

    private static async Task<JsonElement> ReadAsync(HttpClient http, string path)
    {
        using HttpResponseMessage reply = await http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement;
    }
}
