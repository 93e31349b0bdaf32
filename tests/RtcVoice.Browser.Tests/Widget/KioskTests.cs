using Microsoft.Playwright;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.BrowserKit.Browsers;
using static Microsoft.Playwright.Assertions;

namespace RtcVoice.Browser.Tests.Widget;

/// <summary>The page at /kiosk: a terminal that anybody may walk up to.</summary>
internal sealed class KioskTests
{
    [Test]
    public async Task A_touch_begins_a_call_and_when_the_person_has_left_the_next_one_is_invited()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        await using Chromium browser = await LoggedBrowser.LaunchAsync();
        IPage page = await browser.OpenAsync(new() { BypassCSP = true, Locale = "en-GB" });
        await page.GotoAsync(new Uri(server.Address, "/kiosk?silence=2").AbsoluteUri);
        var widget = new WidgetPage(page);
        ILocator invitation = page.GetByRole(AriaRole.Button, new() { Name = "Touch to talk" });
        await Expect(invitation).ToBeVisibleAsync();
        Assert.That(await widget.FindBarriersAsync(), Is.Empty);
        await invitation.ClickAsync();
        await Expect(invitation).ToBeHiddenAsync();
        await widget.ExpectStateAsync("speaking");
        await Expect(widget.Transcript).ToContainTextAsync("Hello, this is the concierge.");

        // The rest of the greeting is not waited for; nobody says anything behind it.
        await widget.Element.EvaluateAsync("(element) => element.send({ type: 'output_audio_buffer.clear' })");
        await Expect(invitation).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(page.GetByText("Hello, this is the concierge.")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Who_walks_up_and_asks_something_is_answered_to_exactly_that()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        await using Chromium browser = await LoggedBrowser.LaunchAsync();
        IPage page = await browser.OpenAsync(new() { Locale = "en-GB" });
        await page.AddInitScriptAsync(await WalkUp.ScriptAsync("what time is it"));
        await page.GotoAsync(new Uri(server.Address, "/kiosk?wake=speech").AbsoluteUri);
        var widget = new WidgetPage(page);
        await Expect(widget.Transcript).ToContainTextAsync("It is ");
        string[] said = await widget.Element.EvaluateAsync<string[]>("(element) => element.transcript.filter((entry) => entry.kind === 'user').map((entry) => entry.words.trim())");
        Assert.That(said, Is.EqualTo(new[] { "what time is it" }));
    }

    [Test]
    public async Task The_page_may_report_to_the_server_that_its_address_names_and_to_no_other()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        Assert.That(await PolicyAsync("/kiosk"), Does.Contain("; connect-src 'self';"));
        Assert.That(await PolicyAsync("/kiosk?beacon=https://watch.example/health?a=1"), Does.Contain("; connect-src 'self' https://watch.example:443;"));
        Assert.That(await PolicyAsync("/kiosk?beacon=https://*%3B%20script-src%20*/"), Does.Contain("; connect-src 'self';").And.Not.Contain("script-src *"));
        Assert.That(await PolicyAsync("/?beacon=https://watch.example/"), Does.Contain("; connect-src 'self';"));

        async Task<string> PolicyAsync(string address)
        {
            using HttpResponseMessage reply = await server.Http.GetAsync(new Uri(address, UriKind.Relative));
            return reply.Headers.GetValues("Content-Security-Policy").Single();
        }
    }
}
