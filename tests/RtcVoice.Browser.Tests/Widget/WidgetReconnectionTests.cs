using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.BrowserKit.Browsers;
using static Microsoft.Playwright.Assertions;

namespace RtcVoice.Browser.Tests.Widget;

/// <summary>A call whose server falls silent for a while: its process is stopped, and goes on.</summary>
internal sealed class WidgetReconnectionTests
{
    [Test]
    public async Task A_broken_path_is_replaced_and_a_lost_call_goes_on_in_another_that_knows_the_conversation()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        Assume.That(server.Id, Is.Not.Null, "only a server of our own can be stopped");
        await using Chromium browser = await LoggedBrowser.LaunchAsync();
        IPage page = await browser.OpenAsync(new() { BypassCSP = true, Locale = "en-GB" });
        await page.GotoAsync(server.Address.AbsoluteUri);
        var widget = new WidgetPage(page);
        await widget.CallAsync();
        await widget.TypeAsync("What day is it?");
        await Expect(widget.Transcript).ToContainTextAsync("It is", new() { Timeout = 10_000 });
        await widget.ExpectStateAsync("listening");
        Uri first = await widget.CallUrlAsync();

        // The old path may carry again before the answer about the new one is there.
        await page.RunAndWaitForResponseAsync(
            () => SilenceAsync(server, widget, until: "PATCH"),
            reply => reply.Request.Method == "PATCH" && reply.Status == 200);
        await widget.ExpectStateAsync("listening|thinking|speaking");
        Assert.That(await widget.CallUrlAsync(), Is.EqualTo(first), "the call goes on by another path");

        await page.RouteAsync(first.AbsoluteUri, route => route.FulfillAsync(new() { Status = 404 }));
        await SilenceAsync(server, widget, until: "POST");
        await widget.ExpectStateAsync("listening|thinking|speaking");
        await Expect(widget.Element).ToContainTextAsync("Reconnected. The assistant was told the conversation so far");
        Uri second = await widget.CallUrlAsync();
        Assert.That(second, Is.Not.EqualTo(first));
        using JsonDocument conversation = JsonDocument.Parse(await server.Http.GetStringAsync(new Uri($"{second}/conversation")));
        string[] words = [.. conversation.RootElement.GetProperty("data").EnumerateArray()
            .SelectMany(entry => entry.GetProperty("item").GetProperty("content").EnumerateArray())
            .Select(part => part.TryGetProperty("text", out JsonElement text) ? text.GetString()! : "")];
        Assert.That(words, Has.Some.EqualTo("What day is it?"));
        Assert.That(words, Has.Some.StartsWith("It is"));
        await Expect(widget.Transcript.GetByText("What day is it?")).ToHaveCountAsync(1);
    }

    /// <summary>Stops the server until the widget has noticed and asked it for something: its old path may be back before it has.</summary>
    private static async Task SilenceAsync(ServerProcess server, WidgetPage widget, string until)
    {
        await SignalAsync(server, "STOP");
        try
        {
            await widget.Page.RunAndWaitForRequestAsync(
                () => widget.ExpectStateAsync("reconnecting", timeout: 20_000),
                request => request.Method == until);
        }
        finally
        {
            await SignalAsync(server, "CONT");
        }
    }

    private static async Task SignalAsync(ServerProcess server, string signal) =>
        await Command.RequireAsync("kill", $"-{signal}", server.Id!.Value.ToString(CultureInfo.InvariantCulture));
}
