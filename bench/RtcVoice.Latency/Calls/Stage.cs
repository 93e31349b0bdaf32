using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Servers;
using RtcVoice.Conversation.Agent;

namespace RtcVoice.Latency.Calls;

/// <summary>The server with an agent, and a browser to call it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly LatencyOptions _options;
    private readonly HostedServer _server;
    private readonly Chromium _browser;
    private ulong _calls;

    private Stage(LatencyOptions options, HostedServer server, Chromium browser, DecisionLog decisions)
    {
        _options = options;
        _server = server;
        _browser = browser;
        Decisions = decisions;
    }

    /// <summary>What the server has decided.</summary>
    public DecisionLog Decisions { get; }

    /// <summary>A client of the server.</summary>
    public HttpClient Http => _server.Http;

    /// <summary>Sets it up.</summary>
    public static async Task<Stage> SetUpAsync(LatencyOptions options, IVoiceAgentFactory agent)
    {
        var decisions = new DecisionLog();
        List<string> settings = ["--Logging:Console:LogLevel:Default=Warning"];
        if (options.MinSpeech is { } ms)
        {
            settings.Add($"--RtcVoice:Interruption:MinSpeechMs={ms}");
        }

        HostedServer server = await HostedServer.StartAsync(
            agent,
            services => services.AddLogging(logging => logging
                .AddProvider(decisions)
                .AddFilter<DecisionLog>("RtcVoice.Conversation", LogLevel.Debug)),
            [.. settings]);
        return new Stage(options, server, await Chromium.LaunchAsync(log: Console.Error.WriteLine), decisions);
    }

    /// <summary>Makes a call in which the page can say these clips.</summary>
    public async Task<MeasuredCall> CallAsync(IEnumerable<short[]> clips, int rate)
    {
        MeasuredCall call = await MeasuredCall.StartAsync(_browser, _server.Address, _options, (_options.Seed * 1_000) + (_calls++ * 2), clips, rate);
        Console.WriteLine($"call {_calls}: {call.Skew}");
        return call;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _server.DisposeAsync();
    }
}
