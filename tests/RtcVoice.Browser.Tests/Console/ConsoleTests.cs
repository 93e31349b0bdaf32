using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.Browser.Tests.Widget;
using RtcVoice.BrowserKit.Browsers;
using static Microsoft.Playwright.Assertions;

namespace RtcVoice.Browser.Tests.Console;

/// <summary>The page at /console, as those see it who run the server.</summary>
internal sealed class ConsoleTests
{
    private const string Key = "sk-of-this-test";

    [Test]
    public async Task Who_has_the_key_sees_a_call_live_reads_what_was_heard_and_can_end_it()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new Dictionary<string, string> { ["RtcVoice:ServerKey"] = Key });
        await using Chromium browser = await LoggedBrowser.LaunchAsync();
        IPage page = await browser.OpenAsync(new() { Locale = "en-GB" });
        var console = new WidgetPage(page);
        List<string> violations = [];
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                violations.Add(message.Text);
            }
        };
        await page.GotoAsync(new Uri(server.Address, "/console").AbsoluteUri);
        await EnterAsync(page, "sk-wrong");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The server does not accept this key.");
        await ExpectNoBarrierAsync("asks for the key", ColorScheme.Light);
        await EnterAsync(page, Key);
        await Expect(page.GetByText("No calls just now.")).ToBeVisibleAsync();

        IPage caller = await browser.OpenAsync(new() { Locale = "en-GB" });
        await caller.GotoAsync(server.Address.AbsoluteUri);
        var widget = new WidgetPage(caller);
        await widget.Element.EvaluateAsync("(element, key) => { element.token = key; }", Key);
        await widget.CallAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("connected · WebRTC · local") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex("^Call …") })).ToBeFocusedAsync();
        await Expect(page.GetByText("Hello, this is the concierge.")).ToBeVisibleAsync();
        ILocator heard = page.GetByRole(AriaRole.Figure, new() { NameRegex = new Regex("^Heard against generated") });
        await Expect(heard.GetByText(new Regex(@"heard [1-9]"))).ToBeVisibleAsync();
        ILocator buffers = page.GetByRole(AriaRole.Figure, new() { NameRegex = new Regex("^Jitter buffers") }).Locator("path.line-1").Last;
        string before = (await buffers.GetAttributeAsync("d"))!;
        await Expect(buffers).Not.ToHaveAttributeAsync("d", before);
        await ExpectNoBarrierAsync("looks at a call", ColorScheme.Light);
        await ExpectNoBarrierAsync("looks at a call", ColorScheme.Dark);

        await page.GetByRole(AriaRole.Button, new() { Name = "Hang up" }).ClickAsync();
        ILocator question = page.GetByRole(AriaRole.Dialog, new() { Name = "End this call?" });
        await Expect(question.GetByRole(AriaRole.Button, new() { Name = "Keep it" })).ToBeFocusedAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Hang up" }).ClickAsync();
        await widget.ExpectStateAsync("idle|error");
        await Expect(page.GetByText("This call is over.")).ToBeVisibleAsync();
        await Expect(page.GetByText("No calls just now.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Hello, this is the concierge.")).ToBeVisibleAsync();
        Assert.That(violations, Is.Empty);

        async Task ExpectNoBarrierAsync(string state, ColorScheme scheme)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            Assert.That(await console.FindBarriersAsync(), Is.Empty, $"{state}, {scheme}");
        }
    }

    private static async Task EnterAsync(IPage page, string key)
    {
        ILocator field = page.GetByLabel("Key", new() { Exact = true });
        await field.FillAsync(key);
        await field.PressAsync("Enter");
    }
}
