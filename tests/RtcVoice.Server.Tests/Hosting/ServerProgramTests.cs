using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RtcVoice.Rtc;
using RtcVoice.Server.Tests.Harness;
using RtcVoice.TestKit.Waiting;
using RtcVoice.Timing;
using RtcVoice.Transport.Client;

namespace RtcVoice.Server.Tests.Hosting;

/// <summary>The server as a process: what stops its start, and how it stops.</summary>
public sealed class ServerProgramTests
{
    private const int SigTerm = 15;

    [TestCase("Agent=parrot", "RtcVoice:Agent")]
    [TestCase("Media:Bind=here", "RtcVoice:Media:Bind")]
    [TestCase("Media:Bind=192.0.2.1", "RtcVoice:Media:Bind")]
    [TestCase("Media:Addresses:0=there", "RtcVoice:Media:Addresses")]
    [TestCase("Media:Port=70000", "RtcVoice:Media:Port")]
    [TestCase("Media:MaxCalls=0", "RtcVoice:Media:MaxCalls")]
    [TestCase("Media:MaxCalls=many", "MaxCalls")]
    [TestCase("Limits:EventsPerSecond=0", "RtcVoice:Limits:EventsPerSecond")]
    [TestCase("Interruption:MinSpeechMs=9000", "RtcVoice:Interruption:MinSpeechMs")]
    [TestCase("Interruption:MinWords=11", "RtcVoice:Interruption:MinWords")]
    [TestCase("Limits:MaxItems=1", "RtcVoice:Limits:MaxItems")]
    [TestCase("Limits:MaxEventBytes=100", "RtcVoice:Limits:MaxEventBytes")]
    [TestCase("Limits:MaxClients=0", "RtcVoice:Limits:MaxClients")]
    [TestCase("OpenAi:MaxSessionMinutes=60", "RtcVoice:OpenAi:MaxSessionMinutes")]
    [TestCase("OpenAi:TurnDetection=mine", "RtcVoice:OpenAi:TurnDetection")]
    [TestCase("Agent=openai", "OPENAI_API_KEY")]
    [TestCase("Gemini:ConnectTimeoutSeconds=0", "RtcVoice:Gemini:ConnectTimeoutSeconds")]
    [TestCase("Agent=gemini", "GEMINI_API_KEY")]
    [TestCase("VadModel=/nowhere/model.onnx", "eng/fetch-models")]
    [TestCase("TurnModel=/nowhere/model.onnx", "RtcVoice:TurnModel")]
    public async Task What_cannot_work_stops_the_start_with_one_line_that_says_what_to_write(string setting, string named)
    {
        await using ServerProgramRun run = ServerProgramRun.Start($"--RtcVoice:{setting}");
        await FailedAsync(run, named);
    }

    [TestCase(SocketType.Dgram)]
    [TestCase(SocketType.Stream)]
    public async Task A_taken_media_port_stops_the_start(SocketType kind)
    {
        int port = ServerProgramRun.FreePort();
        using var taken = new Socket(kind, kind == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        if (kind == SocketType.Stream)
        {
            taken.Listen();
        }

        await using ServerProgramRun run = ServerProgramRun.Start($"--RtcVoice:Media:Port={port}");
        await FailedAsync(run, "RtcVoice:Media:Port", port.ToString(CultureInfo.InvariantCulture));
    }

    [Test]
    public async Task A_taken_HTTP_port_stops_the_start()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using ServerProgramRun run = ServerProgramRun.Start($"--urls=http://127.0.0.1:{port}");
        await FailedAsync(run, "--urls", port.ToString(CultureInfo.InvariantCulture));
    }

    [Test]
    public async Task An_address_that_is_not_HTTP_stops_the_start()
    {
        await using ServerProgramRun run = ServerProgramRun.Start("--urls=ftp://127.0.0.1:0");
        await FailedAsync(run, "ftp://", "http://");
    }

    [Test]
    public async Task Told_to_stop_with_calls_up_it_tells_every_client_and_is_gone_within_two_seconds()
    {
        int port = ServerProgramRun.FreePort();
        await using ServerProgramRun run = ServerProgramRun.Start($"--urls=http://127.0.0.1:{port}");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.IsTrueAsync(() => IsHealthyAsync(http), "the server is up", TimeSpan.FromMinutes(1));
        VoiceClient[] clients = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => ConnectAsync(http, i % 2 == 0 ? TransportProtocol.Udp : TransportProtocol.Tcp)));
        Instant told = TimeProvider.System.GetInstant();
        Assert.That(Kill(run.Id, SigTerm), Is.Zero);
        CloseReason[] reasons = await Task.WhenAll(clients.Select(c => c.Closed.WithinPatienceAsync()));
        Assert.That(reasons, Is.All.EqualTo(CloseReason.ClosedByPeer));
        (int exitCode, string[] errors) = await run.ExitedAsync();
        TimeSpan took = TimeProvider.System.GetInstant() - told;
        TestContext.Out.WriteLine($"gone after {took.TotalMilliseconds:F0} ms");
        Assert.That(exitCode, Is.Zero);
        Assert.That(errors, Is.Empty);
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(2)));
        foreach (VoiceClient client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "kill")]
    [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private static async Task FailedAsync(ServerProgramRun run, params string[] named)
    {
        (int exitCode, string[] errors) = await run.ExitedAsync();
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(errors, Has.Length.EqualTo(1));
        foreach (string name in named)
        {
            Assert.That(errors[0], Does.Contain(name));
        }
    }

    private static async Task<VoiceClient> ConnectAsync(HttpClient http, TransportProtocol protocol)
    {
        var client = new VoiceClient(TimeProvider.System, new VoiceClientOptions { Protocol = protocol });
        using HttpResponseMessage reply = await TestCall.PostAsync(http, client.CreateOffer());
        client.AcceptAnswer(await reply.Content.ReadAsStringAsync());
        await client.Connected.WithinPatienceAsync();
        return client;
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http)
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
    }
}
