using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using RtcVoice.BrowserKit.Servers;
using RtcVoice.Latency.Calls;
using RtcVoice.Latency.Reports;
using RtcVoice.TestKit.Peers;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Voices;
using RtcVoice.Timing;
using RtcVoice.Transport.Client;

namespace RtcVoice.Latency.Scenarios;

/// <summary>
/// How long the server holds what a model says: the agent <c>openai</c> before a stand-in of the API, a client of ours
/// instead of a browser, all in this process. Nothing but the server lies between the first delta and the first packet.
/// </summary>
internal sealed class FirstDeltaScenario(LatencyOptions options)
{
    private const int UsualCount = 40;
    private const double Limit = 25;

    /// <summary>
    /// A model that is ahead of speech, as those that make it are; and two that are no faster, before which a call learns to
    /// wait, so that none of its next sounds comes too late.
    /// </summary>
    private static readonly DeltaSource[] Sources =
    [
        new("200 ms at a time, 3 times as fast as speech", TimeSpan.FromMilliseconds(200), 3),
        new("200 ms at a time, as fast as speech", TimeSpan.FromMilliseconds(200), 1),
        new("20 ms at a time, as fast as speech", TimeSpan.FromMilliseconds(20), 1),
    ];

    private static readonly TimeSpan Answer = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LatencyOptions _options = options;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly List<FirstDelta> _measured = [];
    private int _calls;

    /// <summary>Runs it.</summary>
    public async Task<Report> RunAsync()
    {
        await using var upstream = new RealtimeStandIn();
        await using HostedServer server = await HostedServer.StartAsync(
            "openai", _ => { }, "--OPENAI_API_KEY=none", $"--OPENAI_BASE_URL={upstream.BaseUrl}", "--Logging:Console:LogLevel:Default=Warning");
        foreach (DeltaSource source in Sources)
        {
            await CallAsync(server, upstream, source);
        }

        return Sum();
    }

    private async Task CallAsync(HostedServer server, RealtimeStandIn upstream, DeltaSource source)
    {
        TimeSpan delta = source.Delta;
        await using var client = new VoiceClient(_clock);
        using var offer = new StringContent(client.CreateOffer(), Encoding.UTF8, new MediaTypeHeaderValue("application/sdp"));
        using HttpResponseMessage reply = await server.Http.PostAsync(new Uri("/v1/realtime/calls", UriKind.Relative), offer);
        client.AcceptAnswer(await reply.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        await client.Connected.WaitAsync(Patience);
        await using FramePump microphone = FramePump.Start(client);
        using var heard = new HeardFrames(client);
        int channel = client.OpenChannel("oai-events");
        StandInSession session = await upstream.SessionAsync(++_calls);
        for (int i = 1; i <= (_options.Count ?? UsualCount); i++)
        {
            using var patience = new CancellationTokenSource(Patience);
            client.Send(channel, """{"type":"response.create"}"""u8.ToArray(), isText: true);
            string response = await session.ResponseAsync(i);
            StandInItem item = await session.BeginMessageAsync(response);

            // Anywhere between two of the pacer's slots.
            await Task.Delay(TimeSpan.FromMilliseconds(100 + (20 * SeededNoise.Uniform(_options.Seed, (ulong)i))), patience.Token);
            Task<Instant> first = heard.FirstAudibleAsync(patience.Token);
            Instant sent = _clock.GetInstant();
            await session.SayAsync(response, item, "", delta, delta);
            for (TimeSpan said = delta; said < Answer; said += delta)
            {
                TimeSpan early = sent + (said / source.Speed) - _clock.GetInstant();
                await Task.Delay(early > TimeSpan.Zero ? early : TimeSpan.Zero, patience.Token);
                await session.SayAsync(response, item, "", delta, delta);
            }

            await session.EndMessageAsync(response, item);
            await session.FinishAsync(response);
            _measured.Add(new FirstDelta { Source = source.Name, ToPacketMs = (await first - sent).TotalMilliseconds });
            await heard.SilenceAsync(25, patience.Token);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{source.Name}: {_options.Count ?? UsualCount} answers"));
    }

    private Report Sum()
    {
        var report = new Report(_options, _measured);
        foreach (DeltaSource source in Sources)
        {
            Distribution figures = report.Add($"to the first packet, {source.Name}", _measured.Where(m => m.Source == source.Name).Select(m => (double?)m.ToPacketMs), plotted: true);
            if (source.Speed > 1)
            {
                report.Demand($"p95, {source.Name}", figures.P95, Limit);
            }
        }

        report.Note("Before a source that is never ahead a call waits on purpose: 45 ms and what its stalls have shown (StallMemory); no limit is set there.");
        return report;
    }
}
