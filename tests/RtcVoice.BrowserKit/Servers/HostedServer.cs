using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RtcVoice.Conversation.Agent;
using RtcVoice.Standalone;

namespace RtcVoice.BrowserKit.Servers;

/// <summary>The server inside the test process, with an agent of the test's.</summary>
public sealed class HostedServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HostedServer(WebApplication application, int mediaPort)
    {
        _application = application;
        MediaPort = mediaPort;
        Address = new Uri(application.Urls.First());
        Http = new HttpClient { BaseAddress = Address };
        if (application.Configuration["RtcVoice:ServerKey"] is { Length: > 0 } key)
        {
            Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }
    }

    public Uri Address { get; }

    public int MediaPort { get; }

    /// <summary>A client of that address; it presents the server's key where there is one.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts the server with this agent, on ports of its own.</summary>
    public static Task<HostedServer> StartAsync(IVoiceAgentFactory agent, params string[] settings) =>
        StartAsync(agent, _ => { }, settings);

    /// <summary>Starts the server with this agent and these services, on ports of its own.</summary>
    public static Task<HostedServer> StartAsync(IVoiceAgentFactory agent, Action<IServiceCollection> configure, params string[] settings) =>
        StartAsync(agent.Name, services => configure(services.AddSingleton(agent)), settings);

    /// <summary>Starts the server with an agent that it has, or that these services are, on ports of its own.</summary>
    public static async Task<HostedServer> StartAsync(string agent, Action<IServiceCollection> configure, params string[] settings)
    {
        int mediaPort = FreePorts.Next();
        string[] arguments =
        [
            "--urls", "http://127.0.0.1:0",
            $"--RtcVoice:Media:Port={mediaPort.ToString(CultureInfo.InvariantCulture)}",
            "--RtcVoice:Media:Addresses:0=127.0.0.1",
            "--RtcVoice:Media:Bind=127.0.0.1",
            "--RtcVoice:History:Enabled=false",
            $"--RtcVoice:Agent={agent}",
            .. settings,
        ];
        WebApplication application = RtcVoiceServer.Build(arguments, builder => configure(builder.Services));
        await application.StartAsync();
        return new HostedServer(application, mediaPort);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
