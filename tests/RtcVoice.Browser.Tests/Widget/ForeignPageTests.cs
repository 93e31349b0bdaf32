using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.BrowserKit.Browsers;
using static Microsoft.Playwright.Assertions;

namespace RtcVoice.Browser.Tests.Widget;

/// <summary>The widget on a page of another origin, which has a strict content security policy and mints its own keys.</summary>
internal sealed class ForeignPageTests
{
    private const string Key = "a-key-of-the-tests";

    [Test]
    public async Task It_calls_from_another_origin_and_breaks_no_rule_of_the_page()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new Dictionary<string, string> { ["RtcVoice:ServerKey"] = Key });
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        await using ForeignPage shop = await ForeignPage.StartAsync(server.Address.GetLeftPart(UriPartial.Authority), async () =>
        {
            using HttpResponseMessage reply = await server.Http.PostAsync(new Uri("/v1/realtime/client_secrets", UriKind.Relative), null);
            return await reply.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        });
        await using Chromium browser = await LoggedBrowser.LaunchAsync();
        IPage page = await browser.OpenAsync(new() { Locale = "en-GB" });
        ConcurrentQueue<string> violations = [];
        await page.AddInitScriptAsync("addEventListener('securitypolicyviolation', (e) => console.log(`violated: ${e.violatedDirective} by ${e.blockedURI} ${e.sample}`))");
        page.Console += (_, message) =>
        {
            if (message.Type == "error" || message.Text.StartsWith("violated", StringComparison.Ordinal))
            {
                violations.Enqueue(message.Text);
            }
        };
        await page.GotoAsync(shop.Address.AbsoluteUri);
        var widget = new WidgetPage(page);
        await widget.Button("Open the voice assistant").ClickAsync();
        await Expect(widget.Element.Locator("section")).ToHaveCSSAsync("position", "fixed");
        await widget.CallAsync();
        await Expect(widget.Transcript).ToContainTextAsync("Hello, this is the concierge.");
        await widget.Button("Hang up").ClickAsync();
        await widget.ExpectStateAsync("idle");

        // The browser asks for an icon by itself, and the page has none.
        Assert.That(violations.Where(text => !text.Contains("favicon", StringComparison.Ordinal)), Is.Empty);
    }
}
