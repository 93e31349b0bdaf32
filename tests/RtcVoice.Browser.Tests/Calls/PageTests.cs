using Microsoft.Playwright;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.Browser.Tests.Widget;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Voices;
using static Microsoft.Playwright.Assertions;

namespace RtcVoice.Browser.Tests.Calls;

/// <summary>The page at / as a person uses it.</summary>
internal sealed class PageTests
{
    private ServerProcess _server = null!;
    private TemporaryFolder _folder = null!;
    private Chromium _browser = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = new TemporaryFolder();
        HumanSpeech.Write(_folder.At("person.wav"), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
        _server = await ServerProcess.StartAsync();
        _browser = await LoggedBrowser.LaunchAsync(_folder.At("person.wav"), loop: true);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _browser.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [TearDown]
    public Task ClosePagesAsync() => _browser.ClosePagesAsync();

    [Test]
    public async Task It_shows_the_line_that_embeds_the_widget_and_the_figures_of_a_call()
    {
        WidgetPage page = await OpenAsync(1280, 800);
        await Expect(page.Page.Locator("#embed")).ToHaveTextAsync(
            $"""<script type="module" src="{_server.Address}rtc-voice.js"></script><rtc-voice></rtc-voice>""");
        await Expect(page.Page.Locator("#no-figures")).ToBeVisibleAsync();
        await page.CallAsync();
        ILocator figures = page.Page.Locator("#figures");
        foreach (string name in new[] { "Time to connect", "Browser’s jitter buffer", "Waiting to be said", "Lateness of packets, 99 of 100" })
        {
            await Expect(figures).ToContainTextAsync(name);
        }
    }

    [Test]
    public async Task The_transcript_follows_what_is_said_unless_the_reader_goes_up()
    {
        const string FromTheEnd = "(log) => log.scrollHeight - log.scrollTop - log.clientHeight";
        const string Log = "document.querySelector('rtc-voice').shadowRoot.querySelector('[role=log]')";
        WidgetPage widget = await OpenAsync(320, 568);
        IPage page = widget.Page;
        await widget.CallAsync();
        ILocator log = page.GetByRole(AriaRole.Log);
        int lines = await AwaitMoreAsync(5);
        await page.WaitForFunctionAsync($"() => ({FromTheEnd})({Log}) < 2");
        Assert.That(await log.EvaluateAsync<double>("(log) => log.scrollTop"), Is.Positive, "there is more than fits");
        await log.PressAsync("Home");
        await page.WaitForFunctionAsync($"() => {Log}.scrollTop === 0");
        lines = await AwaitMoreAsync(lines + 1);
        Assert.That(await log.EvaluateAsync<double>("(log) => log.scrollTop"), Is.Zero);
        await log.PressAsync("End");
        await page.WaitForFunctionAsync($"() => ({FromTheEnd})({Log}) < 2");
        await AwaitMoreAsync(lines + 1);
        await page.WaitForFunctionAsync($"() => ({FromTheEnd})({Log}) < 2");

        async Task<int> AwaitMoreAsync(int count)
        {
            await page.WaitForFunctionAsync($"() => {Log}.querySelectorAll('li').length >= {count}", null, new() { Timeout = 40_000 });
            return await log.GetByRole(AriaRole.Listitem).CountAsync();
        }
    }

    [TestCase(320, 568)]
    [TestCase(1280, 800)]
    public async Task It_fits_the_window(int width, int height)
    {
        WidgetPage page = await OpenAsync(width, height);
        Assert.That(await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
        await Expect(page.Button("Call")).ToBeInViewportAsync();
    }

    private async Task<WidgetPage> OpenAsync(int width, int height)
    {
        IPage page = await _browser.OpenAsync(new() { ViewportSize = new() { Width = width, Height = height }, BypassCSP = true, Locale = "en-GB" });
        await page.GotoAsync(_server.Address.AbsoluteUri);
        return new WidgetPage(page);
    }
}
