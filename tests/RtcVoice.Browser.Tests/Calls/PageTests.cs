using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RtcVoice.Browser.Tests.Harness;
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
        await using Chromium browser = await Chromium.LaunchAsync(_folder.At("person.wav"));
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
    public async Task A_refused_microphone_is_said_in_one_sentence()
    {
        await using Chromium browser = await Chromium.LaunchAsync(denyMicrophone: true);
        IPage page = await OpenAsync(browser);
        await page.ClickAsync("#call");
        await Expect(page.Locator("#problem")).ToContainTextAsync("blocked for this page");
        await Expect(page.Locator("#call")).ToHaveTextAsync("Call again");
    }

    [Test]
    public async Task A_server_that_is_gone_is_said_in_one_sentence()
    {
        await using Chromium browser = await Chromium.LaunchAsync();
        IPage page = await OpenAsync(browser);
        await page.RouteAsync(new Regex("/v1/realtime/calls$"), route => route.AbortAsync("connectionrefused"));
        await page.ClickAsync("#call");
        await Expect(page.Locator("#problem")).ToContainTextAsync("The server does not answer");
    }

    [TestCase(320, 568)]
    [TestCase(1280, 800)]
    public async Task It_fits_the_window(int width, int height)
    {
        await using Chromium browser = await Chromium.LaunchAsync();
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
