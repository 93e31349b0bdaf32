using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using RtcVoice.BrowserKit.Browsers;

namespace RtcVoice.BrowserKit.Calls;

/// <summary>A call that a page of ours makes and measures (Pages/caller.js).</summary>
public sealed class BrowserCall
{
    private const string CallsPath = "/v1/realtime/calls";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private BrowserCall(IPage page) => Page = page;

    /// <summary>The page that calls.</summary>
    public IPage Page { get; }

    /// <summary>Calls the server and returns when the call is connected.</summary>
    public static async Task<BrowserCall> StartAsync(Chromium browser, Uri server, CallSetup? setup = null)
    {
        setup ??= new CallSetup();
        BrowserCall call = await PrepareAsync(browser, server, setup).ConfigureAwait(false);
        await call.ConnectAsync(server, setup).ConfigureAwait(false);
        return call;
    }

    /// <summary>Opens the page, its recorder and its microphone, and does not call yet.</summary>
    public static async Task<BrowserCall> PrepareAsync(Chromium browser, Uri server, CallSetup setup)
    {
        IPage page = await browser.OpenAsync().ConfigureAwait(false);
        // The page comes from the server's own origin, as a microphone needs a secure context and fetch no CORS then.
        await page.RouteAsync("**/test/*", ServeAsync).ConfigureAwait(false);
        if (setup.RewriteAnswer is { } rewrite)
        {
            await page.RouteAsync(url => url.Contains(CallsPath, StringComparison.Ordinal), route => PassAsync(route, rewrite)).ConfigureAwait(false);
        }

        await page.GotoAsync(new Uri(server, $"/test/{setup.Page}").AbsoluteUri).ConfigureAwait(false);
        await page.EvaluateAsync("setup => caller.prepare(setup)", new { microphone = setup.Microphone }).ConfigureAwait(false);
        return new BrowserCall(page);

        async Task ServeAsync(IRoute route)
        {
            string name = Path.GetFileName(new Uri(route.Request.Url).LocalPath);
            await route.FulfillAsync(new() { Path = setup.Files.GetValueOrDefault(name) ?? BrowserFiles.Page(name) }).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the call that was prepared, and returns when it is connected.</summary>
    public Task ConnectAsync(Uri server, CallSetup setup) => Page.EvaluateAsync(
        "setup => caller.call(setup)",
        new
        {
            endpoint = new Uri(server, CallsPath).AbsoluteUri,
            key = setup.Key,
            transport = setup.Transport,
            gather = setup.GatherFirst,
            channels = setup.Channels,
            through = setup.Through is { } relay ? $"{relay.Address} {relay.Port.ToString(CultureInfo.InvariantCulture)}" : null,
        });

    /// <summary>Lets the call go on for a while.</summary>
    public Task TalkAsync(TimeSpan time) => Page.WaitForTimeoutAsync((float)time.TotalMilliseconds);

    /// <summary>Waits for an event of the realtime protocol.</summary>
    public async Task<JsonElement> EventAsync(string type) =>
        await Page.EvaluateAsync<JsonElement>("type => caller.event(type)", type).ConfigureAwait(false);

    /// <summary>Sends text on a data channel.</summary>
    public Task SendAsync(string channel, string text) =>
        Page.EvaluateAsync("([label, text]) => caller.send(label, text)", new[] { channel, text });

    /// <summary>Offers again to the call's own address; true when the ICE credentials of the answer are new.</summary>
    public async Task<bool> OfferAgainAsync(bool iceRestart) =>
        (await Page.EvaluateAsync<JsonElement>("iceRestart => caller.offerAgain({ iceRestart })", iceRestart).ConfigureAwait(false))
        .GetProperty("restarted").GetBoolean();

    /// <summary>Asks the server to hang up; the status of its reply.</summary>
    public Task<int> HangUpAsync() => Page.EvaluateAsync<int>("() => caller.hangUp()");

    /// <summary>The call's own address, as the server gave it.</summary>
    public async Task<Uri> LocationAsync() => new(await Page.EvaluateAsync<string>("() => caller.location").ConfigureAwait(false));

    /// <summary>The connection's state now.</summary>
    public Task<string> StateAsync() => Page.EvaluateAsync<string>("() => caller.connection.connectionState");

    /// <summary>Ends the call and hands over what was measured.</summary>
    public async Task<CallRecord> FinishAsync()
    {
        string record = await Page.EvaluateAsync<string>("async () => JSON.stringify(await caller.finish())").ConfigureAwait(false);
        await Page.Context.CloseAsync().ConfigureAwait(false);
        return JsonSerializer.Deserialize<CallRecord>(record, Json)!;
    }

    private static async Task PassAsync(IRoute route, Func<string, string> rewrite)
    {
        IAPIResponse reply = await route.FetchAsync().ConfigureAwait(false);
        string body = await reply.TextAsync().ConfigureAwait(false);
        bool isAnswer = reply.Ok && body.StartsWith("v=0", StringComparison.Ordinal);
        await route.FulfillAsync(new() { Response = reply, Body = isAnswer ? rewrite(body) : body }).ConfigureAwait(false);
    }
}
