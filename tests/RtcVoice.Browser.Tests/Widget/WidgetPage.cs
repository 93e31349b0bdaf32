using System.Text.Json;
using Microsoft.Playwright;
using RtcVoice.TestKit;
using static Microsoft.Playwright.Assertions;

namespace RtcVoice.Browser.Tests.Widget;

/// <summary>A page with the widget on it, in English, as a person finds their way about it.</summary>
internal sealed class WidgetPage
{
    /// <summary>How long anything may take on a machine that is busy, in ms.</summary>
    private const float Patience = 15_000;

    /// <summary>Takes a page.</summary>
    public WidgetPage(IPage page)
    {
        Page = page;
        SetDefaultExpectTimeout(Patience);
    }

    public IPage Page { get; }

    public ILocator Element => Page.Locator("rtc-voice");

    public ILocator Transcript => Page.GetByRole(AriaRole.Log, new() { Name = "Transcript" });

    /// <summary>What is wrong, where something is.</summary>
    public ILocator Problem => Element.GetByRole(AriaRole.Alert);

    public ILocator Button(string name) => Element.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Calls and returns when the assistant can be talked with.</summary>
    public async Task CallAsync()
    {
        await Button("Call").ClickAsync();
        await ExpectStateAsync("listening|thinking|speaking");
    }

    /// <summary>Waits until the widget is in one of these states, divided by bars.</summary>
    public Task ExpectStateAsync(string states, float timeout = Patience) =>
        Expect(Element).ToHaveAttributeAsync("state", new System.Text.RegularExpressions.Regex($"^({states})$"), new() { Timeout = timeout });

    /// <summary>Waits until a meter shows a voice.</summary>
    public Task ExpectVoiceAsync(string meter) => Page.WaitForFunctionAsync(
        $"() => Number(document.querySelector('rtc-voice').shadowRoot.querySelector('#{meter}').getAttribute('aria-valuenow')) > 30",
        null,
        new() { Timeout = Patience });

    /// <summary>The call's address at the server.</summary>
    public async Task<Uri> CallUrlAsync() => new(await Element.EvaluateAsync<string>("(element) => element.callUrl"));

    /// <summary>Writes a message and sends it.</summary>
    public async Task TypeAsync(string text)
    {
        ILocator field = Element.GetByRole(AriaRole.Textbox, new() { Name = "Write a message" });
        await field.FillAsync(text);
        await field.PressAsync("Enter");
    }

    /// <summary>What the checks of axe-core find against, a line for each.</summary>
    public async Task<string[]> FindBarriersAsync()
    {
        await Page.EvaluateAsync(await File.ReadAllTextAsync(Repository.At("web", "node_modules", "axe-core", "axe.min.js")));
        JsonElement found = await Page.EvaluateAsync<JsonElement>("async () => (await axe.run(document)).violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html + ' ' + n.failureSummary).join('; ')}`)");
        return [.. found.EnumerateArray().Select(line => line.GetString()!)];
    }
}
