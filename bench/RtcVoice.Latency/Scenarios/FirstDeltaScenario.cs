using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using RtcVoice.BrowserKit.Servers;
using RtcVoice.Latency.Calls;
using RtcVoice.Latency.Reports;
using RtcVoice.Pacing;
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

    /// <summary>What OpenAI sends at a time, about; and a model that is no faster than real time.</summary>
    private static readonly TimeSpan[] Deltas = [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(20)];

    private static readonly TimeSpan Answer = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LatencyOptions _options = options;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly List<FirstDelta> _measured = [];

    /// <summary>Runs it.</summary>
    public async Task<Report> RunAsync()
    {
        await using var upstream = new RealtimeStandIn();
        await using HostedServer server = await HostedServer.StartAsync(
            "openai", _ => { }, "--OPENAI_API_KEY=none", $"--OPENAI_BASE_URL={upstream.BaseUrl}", "--Logging:Console:LogLevel:Default=Warning");
        foreach (TimeSpan delta in Deltas)
        {
            await CallAsync(server, upstream, delta);
        }

        return Sum();
    }

    private async Task CallAsync(HostedServer server, RealtimeStandIn upstream, TimeSpan delta)
    {
        await using var client = new VoiceClient(_clock);
        using var offer = new StringContent(client.CreateOffer(), Encoding.UTF8, new MediaTypeHeaderValue("application/sdp"));
        using HttpResponseMessage reply = await server.Http.PostAsync(new Uri("/v1/realtime/calls", UriKind.Relative), offer);
        client.AcceptAnswer(await reply.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        await client.Connected.WaitAsync(Patience);
        await using FramePump microphone = FramePump.Start(client);
        using var heard = new HeardFrames(client);
        int channel = client.OpenChannel("oai-events");
        StandInSession session = await upstream.SessionAsync(upstream.Sessions.Count + 1);
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
                TimeSpan early = sent + said - _clock.GetInstant();
                await Task.Delay(early > TimeSpan.Zero ? early : TimeSpan.Zero, patience.Token);
                await session.SayAsync(response, item, "", delta, delta);
            }

            await session.EndMessageAsync(response, item);
            await session.FinishAsync(response);
            _measured.Add(new FirstDelta { DeltaMs = delta.TotalMilliseconds, ToPacketMs = (await first - sent).TotalMilliseconds });
            await heard.SilenceAsync(25, patience.Token);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{delta.TotalMilliseconds:F0} ms at a time: {_options.Count ?? UsualCount} answers"));
    }

    private Report Sum()
    {
        var report = new Report(_options, _measured);
        double watermark = SpeechOutOptions.Default.MinWatermark.TotalMilliseconds;
        foreach (TimeSpan delta in Deltas)
        {
            Distribution figures = report.Add(
                string.Create(CultureInfo.InvariantCulture, $"first delta -> first packet, {delta.TotalMilliseconds:F0} ms at a time"),
                _measured.Where(m => m.DeltaMs == delta.TotalMilliseconds).Select(m => (double?)m.ToPacketMs));

            // The watermark is waited for where the first delta alone does not reach it: until the last one that it takes.
            double waited = Math.Max(0, Math.Ceiling(watermark / delta.TotalMilliseconds) - 1) * delta.TotalMilliseconds;
            report.Demand(
                string.Create(CultureInfo.InvariantCulture, $"p95 with {delta.TotalMilliseconds:F0} ms at a time, {waited:F0} ms of it waiting for the start watermark"), figures.P95, Limit + waited);
        }

        return report;
    }
}
