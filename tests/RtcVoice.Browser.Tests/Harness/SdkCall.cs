using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Playwright;
using RtcVoice.BrowserKit;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Servers;
using RtcVoice.TestKit;

namespace RtcVoice.Browser.Tests.Harness;

/// <summary>A call by OpenAI's own client in a page (sdk/client.mjs), from another origin than the server's.</summary>
internal sealed class SdkCall
{
    private const string SdkPage = "sdk.html";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<Task<string>> Bundle = new(BundleAsync);

    private SdkCall(IPage page) => Page = page;

    /// <summary>The page; <c>sdk.session</c> in it is the client's RealtimeSession.</summary>
    public IPage Page { get; }

    /// <summary>Has an ephemeral key minted, calls with it, and returns once the client's <c>connect</c> has.</summary>
    /// <param name="browser">Where the client runs.</param>
    /// <param name="server">Whom it calls.</param>
    /// <param name="overWebSocket">Whether its sound is in the events; it is WebRTC's otherwise.</param>
    public static async Task<SdkCall> ConnectAsync(Chromium browser, HostedServer server, bool overWebSocket = false)
    {
        string bundle = await Bundle.Value.ConfigureAwait(false);
        // Chromium takes a page that a route answers for one of the internet, which has to ask before it calls loopback.
        IPage page = await browser.OpenAsync(new() { Permissions = ["local-network-access"] }).ConfigureAwait(false);
        await page.RouteAsync("**/test/*", route =>
        {
            string name = Path.GetFileName(new Uri(route.Request.Url).LocalPath);
            string path = name == Path.GetFileName(bundle) ? bundle : name == SdkPage ? BrowserFiles.InTests("Pages", name) : BrowserFiles.Page(name);
            return route.FulfillAsync(new() { Path = path });
        }).ConfigureAwait(false);
        var elsewhere = new UriBuilder(server.Address) { Host = "localhost", Path = $"/test/{SdkPage}" };
        await page.GotoAsync(elsewhere.Uri.AbsoluteUri).ConfigureAwait(false);
        Uri endpoint = overWebSocket
            ? new UriBuilder(server.Address) { Scheme = "ws", Path = "/v1/realtime", Query = "model=gpt-realtime" }.Uri
            : new Uri(server.Address, "/v1/realtime/calls");
        await page.EvaluateAsync("setup => sdk.connect(setup)", new { endpoint = endpoint.AbsoluteUri, key = await MintAsync(server).ConfigureAwait(false) }).ConfigureAwait(false);
        return new SdkCall(page);
    }

    /// <summary>Writes to the agent, which answers.</summary>
    public Task WriteAsync(string text) => Page.EvaluateAsync("text => sdk.session.sendMessage(text)", text);

    /// <summary>Over a WebSocket: speaks to the agent.</summary>
    public Task SayAsync(ReadOnlySpan<short> pcm24) =>
        Page.EvaluateAsync("sound => sdk.say(sound)", Convert.ToBase64String(MemoryMarshal.AsBytes(pcm24)));

    /// <summary>Interrupts the agent.</summary>
    public Task InterruptAsync() => Page.EvaluateAsync("() => sdk.interrupt()");

    /// <summary>Sends an event past the client.</summary>
    public Task SendAsync(string text) => Page.EvaluateAsync("text => sdk.channel.send(text)", text);

    /// <summary>Waits for an event of a type, and of it for a condition in JavaScript on <c>e</c>.</summary>
    public async Task<JsonElement> EventAsync(string type, string condition = "true") =>
        await Page.EvaluateAsync<JsonElement>($"type => sdk.event(type, (e) => {condition})", type).ConfigureAwait(false);

    /// <summary>Waits until something in JavaScript is true.</summary>
    public Task UntilAsync(string condition) => Page.WaitForFunctionAsync($"() => {condition}", null, new() { Timeout = 40_000 });

    /// <summary>Lets the call go on for a while.</summary>
    public Task TalkAsync(TimeSpan time) => Page.WaitForTimeoutAsync((float)time.TotalMilliseconds);

    /// <summary>Closes the session and hands over what was measured.</summary>
    public async Task<SdkRecord> FinishAsync()
    {
        string record = await Page.EvaluateAsync<string>("async () => JSON.stringify(await sdk.finish())").ConfigureAwait(false);
        await Page.Context.CloseAsync().ConfigureAwait(false);
        return JsonSerializer.Deserialize<SdkRecord>(record, Json)!;
    }

    // What the page's own server would do, which knows the key of ours.
    private static async Task<string> MintAsync(HostedServer server)
    {
        using HttpResponseMessage reply = await server.Http.PostAsJsonAsync(
            new Uri("/v1/realtime/client_secrets", UriKind.Relative), new { session = new { type = "realtime" } }).ConfigureAwait(false);
        JsonElement secret = await reply.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>().ConfigureAwait(false);
        return secret.GetProperty("value").GetString()!;
    }

    private static async Task<string> BundleAsync()
    {
        string bundle = Repository.At("artifacts", "sdk-client", "sdk.js");
        await Command.RequireAsync("node", BrowserFiles.InTests("sdk", "build.mjs"), bundle).ConfigureAwait(false);
        return bundle;
    }
}
