using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Calls;
using RtcVoice.TestKit;
using RtcVoice.TestKit.Network;

namespace RtcVoice.Latency.Calls;

/// <summary>A call of Pages/bargein.js, or widget.js, through a relay where there can be one: what it says and hears is known to the sample, and what passes on the way too.</summary>
internal sealed class MeasuredCall : IDisposable
{
    private readonly BrowserCall _call;
    private readonly UdpRelay? _relay;

    private MeasuredCall(BrowserCall call, UdpRelay? relay, DownlinkLog downlink, ClockSkew skew)
    {
        _call = call;
        _relay = relay;
        Downlink = downlink;
        Skew = skew;
    }

    /// <summary>What has left the server.</summary>
    public DownlinkLog Downlink { get; }

    /// <summary>The page's clock against ours.</summary>
    public ClockSkew Skew { get; }

    /// <summary>Calls.</summary>
    /// <param name="browser">Where the page is.</param>
    /// <param name="server">Whom it calls.</param>
    /// <param name="media">Where its media is, on this machine; null where only its answer tells.</param>
    /// <param name="options">Over which network, and whether it reports.</param>
    /// <param name="seed">What becomes of each datagram.</param>
    /// <param name="clips">What it can say.</param>
    /// <param name="rate">The rate of that, in Hz.</param>
    public static async Task<MeasuredCall> StartAsync(
        Chromium browser, Uri server, IPEndPoint? media, LatencyOptions options, ulong seed, IEnumerable<short[]> clips, int rate)
    {
        var downlink = new DownlinkLog();
        UdpRelay? relay = media is null ? null : StartRelay(media, seed, options, downlink);
        var setup = new CallSetup
        {
            Page = options.Widget ? "widget.html" : "bargein.html",
            Files = new Dictionary<string, string>
            {
                ["bargein.html"] = PageFile("bargein.html"),
                ["bargein.js"] = PageFile("bargein.js"),
                ["widget.html"] = PageFile("widget.html"),
                ["widget.js"] = PageFile("widget.js"),
                ["playout.js"] = Built("artifacts", "web", "playout.js"),
                ["rtc-voice.js"] = Built("web", "dist", "rtc-voice.js"),
            },
            Key = options.Key,
            Through = relay?.EndPoint,
            RewriteAnswer = media is null && options.IsRelayed ? Redirect : null,
        };
        BrowserCall call = await BrowserCall.PrepareAsync(browser, server, setup);
        string[] sounds = [.. clips.Select(clip => Convert.ToBase64String(MemoryMarshal.AsBytes(clip.AsSpan())))];
        await call.Page.EvaluateAsync("([clips, rate]) => caller.load(clips, rate)", new object[] { sounds, rate });
        await call.ConnectAsync(server, setup);
        if (options.Reports)
        {
            await call.Page.EvaluateAsync("deviceDelay => caller.report(deviceDelay)", options.DeviceDelay);
        }

        return new MeasuredCall(call, relay, downlink, await ClockSkew.MeasureAsync(call.Page));

        string Redirect(string answer)
        {
            relay = StartRelay(CandidateLines.FindUdp(answer) ?? throw new InvalidOperationException("The answer has no UDP candidate to put a relay before."), seed, options, downlink);
            return relay.Redirect(answer);
        }
    }

    /// <summary>Waits until an answer has been audible for so long that began behind a page time; false when none is.</summary>
    public Task<bool> AudibleAsync(double after, TimeSpan time) =>
        _call.Page.EvaluateAsync<bool>("([after, time]) => caller.audible(after, time)", new[] { after, time.TotalMilliseconds });

    /// <summary>Waits until a sound has been audible for so long that began behind a page time, whatever it is; false when there is none.</summary>
    public Task<bool> SoundsAsync(double after, TimeSpan time) =>
        _call.Page.EvaluateAsync<bool>("([after, time]) => caller.sounds(after, time)", new[] { after, time.TotalMilliseconds });

    /// <summary>Says a clip; the frame at which it begins.</summary>
    public Task<long> SayAsync(int clip) => _call.Page.EvaluateAsync<long>("clip => caller.say(clip)", clip);

    /// <summary>Sends an event of this type as soon as events can be sent; the page time.</summary>
    public Task<double> TellAsync(string type) => _call.Page.EvaluateAsync<double>("type => caller.tell({ type })", type);

    /// <summary>Waits for an event of a type behind a page time; false when it does not come in time.</summary>
    public async Task<bool> HappensAsync(string type, double after, TimeSpan timeout)
    {
        JsonElement found = await _call.Page.EvaluateAsync<JsonElement>(
            "([type, after, timeout]) => caller.after(type, after, timeout)", new object[] { type, after, timeout.TotalMilliseconds });
        return found.GetArrayLength() > 0;
    }

    /// <summary>What had left the page's jitter buffer when, five times a second.</summary>
    public async Task<IReadOnlyList<HandedOn>> HandedOnAsync() => JsonSerializer.Deserialize<List<HandedOn>>(
        await _call.Page.EvaluateAsync<string>("() => JSON.stringify(caller.handedOn)"), JsonSerializerOptions.Web)!;

    /// <summary>What the page tells the server that its sound device takes, in ms; null where it tells nothing.</summary>
    public Task<double?> OutputDelayAsync() => _call.Page.EvaluateAsync<double?>("() => caller.outputDelay");

    /// <summary>The page's time.</summary>
    public Task<double> NowAsync() => _call.Page.EvaluateAsync<double>("() => performance.now()");

    /// <summary>Lets the call go on for a while.</summary>
    public Task TalkAsync(TimeSpan time) => _call.TalkAsync(time);

    /// <summary>The conversation as the server has it.</summary>
    public Task<JsonElement> ConversationAsync(HttpClient server) => ReadAsync(server, "/conversation");

    /// <summary>How long the server's jitter buffer makes the microphone's packets wait, in ms.</summary>
    public async Task<double> UplinkDelayAsync(HttpClient server) =>
        (await ReadAsync(server, "")).GetProperty("uplink").GetProperty("jitter_buffer_delay_ms").GetDouble();

    /// <summary>Ends the call.</summary>
    public async Task<MeasuredRecord> FinishAsync() => new(await _call.FinishAsync(), Skew.Ahead);

    /// <inheritdoc />
    public void Dispose() => _relay?.Dispose();

    private static UdpRelay StartRelay(IPEndPoint media, ulong seed, LatencyOptions options, DownlinkLog downlink)
    {
        UdpRelay relay = UdpRelay.Start(media, seed, options.Network);
        relay.TapToClient = downlink.Note;
        return relay;
    }

    private async Task<JsonElement> ReadAsync(HttpClient server, string path)
    {
        Uri location = await _call.LocationAsync();
        using JsonDocument answer = JsonDocument.Parse(await server.GetStringAsync(new Uri(location.AbsoluteUri + path)));
        return answer.RootElement.Clone();
    }

    private static string PageFile(string name) => Repository.At("bench", "RtcVoice.Latency", "Pages", name);

    private static string Built(params string[] parts)
    {
        string script = Repository.At(parts);
        return File.Exists(script) ? script : throw new FileNotFoundException("The pages are not built: run eng/build-web.", script);
    }
}
