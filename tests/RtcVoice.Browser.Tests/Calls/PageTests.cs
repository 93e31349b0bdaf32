using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Voices;
using static Microsoft.Playwright.Assertions;

namespace RtcVoice.Browser.Tests.Calls;

/// <summary>The page at / as a person uses it.</summary>
internal sealed class PageTests
{
    private ServerProcess _server = null!;
    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = new TemporaryFolder();
        HumanSpeech.Write(_folder.At("person.wav"), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
        _server = await ServerProcess.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task One_click_calls_both_meters_move_and_another_click_hangs_up()
    {
        await using Chromium browser = await LoggedBrowser.LaunchAsync(_folder.At("person.wav"));
        IPage page = await OpenAsync(browser);
        List<string> requests = [];
        page.Request += (_, request) => requests.Add($"{request.Method} {new Uri(request.Url).AbsolutePath}");
        await page.ClickAsync("#call");
        await Expect(page.Locator("body")).ToHaveAttributeAsync("data-state", "talking", new() { Timeout = 10_000 });
        await Expect(page.Locator("#call")).ToHaveTextAsync("Hang up");
        foreach (string meter in new[] { "#you", "#assistant" })
        {
            await page.WaitForFunctionAsync($"() => Number(document.querySelector('{meter}').getAttribute('aria-valuenow')) > 30", null, new() { Timeout = 15_000 });
        }

        await page.ClickAsync("#call");
        await Expect(page.Locator("body")).ToHaveAttributeAsync("data-state", "ended");
        await Expect(page.Locator("#problem")).ToBeHiddenAsync();
        await Expect(page.Locator("#you")).ToHaveAttributeAsync("aria-valuenow", "0");
        Assert.That(requests, Has.Some.Match("^POST /v1/realtime/calls/rtc_[^/]+/hangup$"));

        await page.ClickAsync("#call");
        await Expect(page.Locator("body")).ToHaveAttributeAsync("data-state", "talking", new() { Timeout = 10_000 });
    }

    [Test]
    public async Task What_both_say_can_be_read_and_what_nobody_heard_is_struck()
    {
        await using Chromium browser = await LoggedBrowser.LaunchAsync(_folder.At("person.wav"));
        IPage page = await OpenAsync(browser);
        await Expect(page.GetByRole(AriaRole.Log)).ToBeHiddenAsync();
        await page.ClickAsync("#call");
        // The person begins to speak after a second, in the midst of the greeting.
        ILocator log = page.GetByRole(AriaRole.Log, new() { Name = "Transcript" });
        ILocator greeting = log.GetByRole(AriaRole.Listitem).First;
        await Expect(greeting).ToContainTextAsync("Hello, this is the concierge.", new() { Timeout = 10_000 });
        await Expect(greeting.GetByRole(AriaRole.Deletion)).ToContainTextAsync("or for a story.", new() { Timeout = 15_000 });
        await Expect(log).ToContainTextAsync(new Regex(@"You\s*\(spoken\)\s*Assistant\s*I am sorry, I did not understand that"), new() { Timeout = 20_000 });
        await page.ClickAsync("#call");
        await Expect(log).ToBeVisibleAsync();
    }

    [Test]
    public async Task The_transcript_follows_what_is_said_unless_the_reader_goes_up()
    {
        const string FromTheEnd = "(log) => log.scrollHeight - log.scrollTop - log.clientHeight";
        await using Chromium browser = await LoggedBrowser.LaunchAsync(_folder.At("person.wav"), loop: true);
        IPage page = await browser.OpenAsync(new() { ViewportSize = new() { Width = 320, Height = 568 } });
        await page.GotoAsync(_server.Address.AbsoluteUri);
        await page.ClickAsync("#call");
        ILocator log = page.GetByRole(AriaRole.Log);
        int lines = await AwaitMoreAsync(5);
        await page.WaitForFunctionAsync($"() => ({FromTheEnd})(document.querySelector('[role=log]')) < 2");
        Assert.That(await log.EvaluateAsync<double>("(log) => log.scrollTop"), Is.Positive, "there is more than fits");
        await log.PressAsync("Home");
        await page.WaitForFunctionAsync("() => document.querySelector('[role=log]').scrollTop === 0");
        lines = await AwaitMoreAsync(lines + 1);
        Assert.That(await log.EvaluateAsync<double>("(log) => log.scrollTop"), Is.Zero);
        await log.PressAsync("End");
        await page.WaitForFunctionAsync($"() => ({FromTheEnd})(document.querySelector('[role=log]')) < 2");
        await AwaitMoreAsync(lines + 1);
        await page.WaitForFunctionAsync($"() => ({FromTheEnd})(document.querySelector('[role=log]')) < 2");

        async Task<int> AwaitMoreAsync(int count)
        {
            await page.WaitForFunctionAsync($"() => document.querySelectorAll('[role=log] li').length >= {count}", null, new() { Timeout = 40_000 });
            return await log.GetByRole(AriaRole.Listitem).CountAsync();
        }
    }

    [Test]
    public async Task A_refused_microphone_is_said_in_one_sentence()
    {
        await using Chromium browser = await LoggedBrowser.LaunchAsync(denyMicrophone: true);
        IPage page = await OpenAsync(browser);
        await page.ClickAsync("#call");
        await Expect(page.Locator("#problem")).ToContainTextAsync("blocked for this page");
        await Expect(page.Locator("#call")).ToHaveTextAsync("Call again");
    }

    [Test]
    public async Task A_server_that_is_gone_is_said_in_one_sentence()
    {
        await using Chromium browser = await LoggedBrowser.LaunchAsync();
        IPage page = await OpenAsync(browser);
        await page.RouteAsync(new Regex("/v1/realtime/calls$"), route => route.AbortAsync("connectionrefused"));
        await page.ClickAsync("#call");
        await Expect(page.Locator("#problem")).ToContainTextAsync("The server does not answer");
    }

    [TestCase(320, 568)]
    [TestCase(1280, 800)]
    public async Task It_fits_the_window(int width, int height)
    {
        await using Chromium browser = await LoggedBrowser.LaunchAsync();
        IPage page = await browser.OpenAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        await page.GotoAsync(_server.Address.AbsoluteUri);
        int[] sizes = await page.EvaluateAsync<int[]>("() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]");
        Assert.That(sizes[0], Is.LessThanOrEqualTo(width));
        Assert.That(sizes[1], Is.LessThanOrEqualTo(height));
        await Expect(page.Locator("#call")).ToBeInViewportAsync();
    }

    private async Task<IPage> OpenAsync(Chromium browser)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(_server.Address.AbsoluteUri);
        return page;
    }
}
