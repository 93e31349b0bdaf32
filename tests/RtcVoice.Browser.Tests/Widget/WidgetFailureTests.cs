using Microsoft.Playwright;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.BrowserKit.Browsers;
using static Microsoft.Playwright.Assertions;

namespace RtcVoice.Browser.Tests.Widget;

/// <summary>What can go wrong before a call, each with a plain sentence and a way on.</summary>
internal sealed class WidgetFailureTests
{
    private const string Calls = "**/v1/realtime/calls";

    private ServerProcess _server = null!;
    private Chromium _browser = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await ServerProcess.StartAsync();
        _browser = await LoggedBrowser.LaunchAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _browser.DisposeAsync();
        await _server.DisposeAsync();
    }

    [TearDown]
    public Task ClosePagesAsync() => _browser.ClosePagesAsync();

    [TestCase("NotFoundError", "No microphone was found.")]
    [TestCase("NotReadableError", "Another program is holding the microphone.")]
    [TestCase("NotAllowedError", "The microphone is blocked for this page.")]
    public async Task A_microphone_that_cannot_be_had(string error, string sentence)
    {
        WidgetPage page = await OpenAsync($"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{error}'); }}");
        await page.Button("Call").ClickAsync();
        await Expect(page.Problem).ToContainTextAsync(sentence);
        await page.ExpectStateAsync("error");
        await Expect(page.Button("Type instead")).ToBeVisibleAsync();
        await Expect(page.Button("Call again")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_page_that_is_not_secure_has_no_microphone_but_may_type()
    {
        // By a name that is not this machine's a page over http is not secure; the browser asks our server all the same.
        IPage page = await _browser.OpenAsync(new() { Locale = "en-GB" });
        await page.RouteAsync("http://voice.test/**", async route =>
        {
            IAPIResponse reply = await route.FetchAsync(new() { Url = new Uri(_server.Address, new Uri(route.Request.Url).PathAndQuery).AbsoluteUri });
            await route.FulfillAsync(new() { Response = reply });
        });
        await page.GotoAsync("http://voice.test/");
        var widget = new WidgetPage(page);
        await widget.Button("Call").ClickAsync();
        await Expect(widget.Problem).ToContainTextAsync("Browsers give the microphone to secure pages only");
        await Expect(widget.Button("Type instead")).ToBeVisibleAsync();
    }

    [TestCase(401, "does not accept this page’s key")]
    [TestCase(403, "does not accept this page’s key")]
    [TestCase(503, "All lines are busy.")]
    [TestCase(0, "The server does not answer.")]
    public async Task A_call_that_the_server_does_not_take_can_be_made_again(int status, string sentence)
    {
        WidgetPage page = await OpenAsync();
        await page.Page.RouteAsync(Calls, route => status == 0 ? route.AbortAsync("connectionrefused") : route.FulfillAsync(new() { Status = status }));
        await page.Button("Call").ClickAsync();
        await Expect(page.Problem).ToContainTextAsync(sentence);
        await page.ExpectStateAsync("error");
        await page.Page.UnrouteAsync(Calls);
        await page.Button("Call again").ClickAsync();
        await page.ExpectStateAsync("listening|thinking|speaking");
        await Expect(page.Problem).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Sound_that_the_browser_holds_back_is_turned_on_by_a_click()
    {
        WidgetPage page = await OpenAsync("""
            const play = HTMLMediaElement.prototype.play;
            HTMLMediaElement.prototype.play = function () {
              HTMLMediaElement.prototype.play = play;
              return Promise.reject(new DOMException('', 'NotAllowedError'));
            };
            """);
        await page.CallAsync();
        await Expect(page.Problem).ToContainTextAsync("The browser is holding the sound back.");
        await page.Button("Turn the sound on").ClickAsync();
        await Expect(page.Problem).ToHaveCountAsync(0);
    }

    private async Task<WidgetPage> OpenAsync(string? script = null)
    {
        IPage page = await _browser.OpenAsync(new() { BypassCSP = true, Locale = "en-GB" });
        if (script is not null)
        {
            await page.AddInitScriptAsync(script);
        }

        await page.GotoAsync(_server.Address.AbsoluteUri);
        return new WidgetPage(page);
    }
}
