using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Servers;
using RtcVoice.Conversation.Agent;
using RtcVoice.Latency.Agents;

namespace RtcVoice.Latency.Calls;

/// <summary>A server, and a browser to call it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly LatencyOptions _options;
    private readonly HostedServer? _server;
    private readonly Chromium _browser;
    private readonly IPEndPoint? _media;
    private ulong _calls;

    private Stage(LatencyOptions options, HostedServer? server, Chromium browser, DecisionLog decisions)
    {
        _options = options;
        _server = server;
        _browser = browser;
        _media = server is null ? null : new IPEndPoint(IPAddress.Loopback, server.MediaPort);
        Decisions = decisions;
    }

    /// <summary>What the server has decided.</summary>
    public DecisionLog Decisions { get; }

    /// <summary>A client of the server, where it is ours.</summary>
    public HttpClient Http => (_server ?? throw new InvalidOperationException("The server is another's.")).Http;

    /// <summary>Sets our server up with an agent of the harness's.</summary>
    public static Task<Stage> SetUpAsync(LatencyOptions options, IVoiceAgentFactory agent) =>
        SetUpAsync(options, (configure, settings) => HostedServer.StartAsync(agent, configure, settings));

    /// <summary>Sets up our server, whose agent <c>openai</c> asks this model; or the other server that is to be measured.</summary>
    public static async Task<Stage> SetUpAsync(LatencyOptions options, ScriptedModel model) => options.Server is null
        ? await SetUpAsync(options, (configure, settings) => HostedServer.StartAsync("openai", configure, [.. settings, "--OPENAI_API_KEY=none", $"--OPENAI_BASE_URL={model.BaseUrl}"]))
        : new Stage(options, null, await LaunchAsync(), new DecisionLog());

    private static async Task<Stage> SetUpAsync(LatencyOptions options, Func<Action<IServiceCollection>, string[], Task<HostedServer>> start)
    {
        var decisions = new DecisionLog();
        List<string> settings = ["--Logging:Console:LogLevel:Default=Warning"];
        if (options.MinSpeech is { } ms)
        {
            settings.Add($"--RtcVoice:Interruption:MinSpeechMs={ms}");
        }

        HostedServer server = await start(
            services => services.AddLogging(logging => logging
                .AddProvider(decisions)
                .AddFilter<DecisionLog>("RtcVoice.Conversation", LogLevel.Debug)),
            [.. settings]);
        return new Stage(options, server, await LaunchAsync(), decisions);
    }

    private static Task<Chromium> LaunchAsync() => Chromium.LaunchAsync(log: Console.Error.WriteLine);

    /// <summary>Makes a call in which the page can say these clips.</summary>
    /// <param name="clips">The clips.</param>
    /// <param name="rate">Their rate, in Hz.</param>
    /// <param name="options">How it is called; null for how the stage was set up.</param>
    public async Task<MeasuredCall> CallAsync(IEnumerable<short[]> clips, int rate, LatencyOptions? options = null)
    {
        MeasuredCall call = await MeasuredCall.StartAsync(_browser, _server?.Address ?? _options.Server!, _media, options ?? _options, (_options.Seed * 1_000) + (_calls++ * 2), clips, rate);
        Console.WriteLine($"call {_calls}: {call.Skew}");
        return call;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
