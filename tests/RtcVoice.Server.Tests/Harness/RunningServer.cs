using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RtcVoice.Server.Calls;
using RtcVoice.Server.Hosting;
using RtcVoice.Standalone;
using RtcVoice.Transport;

namespace RtcVoice.Server.Tests.Harness;

/// <summary>A whole server in this process, on ports of its own on loopback, with a quiet agent.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public const string CallsPath = "/v1/realtime/calls";

    private readonly WebApplication _app;

    private RunningServer(WebApplication app)
    {
        _app = app;
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Http = new HttpClient { BaseAddress = new Uri(address) };
    }

    /// <summary>A client of its API.</summary>
    public HttpClient Http { get; }

    public VoiceRuntime Runtime => _app.Services.GetRequiredService<VoiceRuntime>();

    public CallRegistry Calls => _app.Services.GetRequiredService<CallRegistry>();

    public VoiceTransport Transport => Runtime.Transport;

    /// <summary>Where media goes: the port, on loopback.</summary>
    public IPEndPoint Media => new(IPAddress.Loopback, Transport.LocalEndPoint.Port);

    /// <summary>Starts a server.</summary>
    /// <param name="configure">Registers more; null for nothing.</param>
    /// <param name="settings">Settings as <c>Name=value</c>, beneath <c>RtcVoice:</c>.</param>
    public static async Task<RunningServer> StartAsync(Action<WebApplicationBuilder>? configure = null, params string[] settings)
    {
        string[] args =
        [
            "--urls", "http://127.0.0.1:0",
            "--RtcVoice:Media:Port=0",
            "--RtcVoice:Media:Addresses:0=127.0.0.1",
            "--RtcVoice:History:Enabled=false",
            "--RtcVoice:Agent=quiet",
            .. settings.Select(s => $"--RtcVoice:{s}"),
        ];
        WebApplication app = RtcVoiceServer.Build(args, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<Conversation.Agent.IVoiceAgentFactory, QuietAgentFactory>();
            configure?.Invoke(builder);
        });
        await app.StartAsync();
        return new RunningServer(app);
    }

    /// <summary>Starts a server whose agents answer.</summary>
    public static Task<RunningServer> StartAnsweringAsync(AnsweringAgentFactory? agents = null, params string[] settings) => StartAsync(
        builder => builder.Services.AddSingleton<Conversation.Agent.IVoiceAgentFactory>(agents ?? new AnsweringAgentFactory()),
        ["Agent=answering", .. settings]);

    /// <summary>Posts JSON.</summary>
    public Task<HttpResponseMessage> PostJsonAsync(string path, string json) =>
        Http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>Mints a client secret.</summary>
    public async Task<string> MintAsync(string json = "{}")
    {
        using HttpResponseMessage reply = await PostJsonAsync("/v1/realtime/client_secrets", json);
        string body = await reply.Content.ReadAsStringAsync();
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.OK), body);
        return JsonDocument.Parse(body).RootElement.GetProperty("value").GetString()!;
    }

    /// <summary>What the API says of a call.</summary>
    public async Task<JsonElement> DescribeAsync(string path)
    {
        using HttpResponseMessage reply = await Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>Stops the server as SIGTERM would.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
