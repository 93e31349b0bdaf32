using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Voices;
using static Microsoft.Playwright.Assertions;

namespace RtcVoice.Browser.Tests.Widget;

/// <summary>The widget as a person uses it who talks, types, or has nothing but a keyboard.</summary>
internal sealed class WidgetTests
{
    private const string Host = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
        <script type="module" src="/rtc-voice.js"></script></head>
        <body><main><h1>A page</h1><button>Before</button><rtc-voice></rtc-voice></main></body></html>
        """;

    private ServerProcess _server = null!;
    private TemporaryFolder _folder = null!;
    private Chromium _talker = null!;
    private Chromium _quiet = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = new TemporaryFolder();
        HumanSpeech.Write(_folder.At("person.wav"), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(3));
        _server = await ServerProcess.StartAsync();
        _talker = await LoggedBrowser.LaunchAsync(_folder.At("person.wav"));
        _quiet = await LoggedBrowser.LaunchAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _talker.DisposeAsync();
        await _quiet.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [TearDown]
    public async Task ClosePagesAsync()
    {
        await _talker.ClosePagesAsync();
        await _quiet.ClosePagesAsync();
    }

    [Test]
    public async Task A_call_is_heard_and_read_and_what_nobody_heard_is_struck_as_the_person_cuts_in()
    {
        WidgetPage page = await OpenAsync(_talker, new Uri(_server.Address, "/"));
        List<string> requests = [];
        page.Page.Request += (_, request) => requests.Add($"{request.Method} {new Uri(request.Url).AbsolutePath}");
        await page.CallAsync();
        await page.ExpectVoiceAsync("assistant");

        // The person begins to speak after three seconds, in the midst of the greeting.
        ILocator greeting = page.Transcript.GetByRole(AriaRole.Listitem).First;
        await Expect(greeting).ToContainTextAsync("Hello, this is the concierge.");
        await Expect(greeting.GetByRole(AriaRole.Deletion)).ToContainTextAsync("or for a story.", new() { Timeout = 15_000 });
        await page.ExpectVoiceAsync("you");
        await Expect(page.Transcript).ToContainTextAsync(new Regex(@"You\s*\(spoken\)\s*Assistant\s*I"), new() { Timeout = 20_000 });

        await page.Button("Hang up").ClickAsync();
        await page.ExpectStateAsync("idle");
        Assert.That(requests, Has.Some.Match("^POST /v1/realtime/calls/rtc_[^/]+/hangup$"));
        await Expect(page.Transcript).ToBeVisibleAsync();
        await Expect(page.Problem).ToHaveCountAsync(0);
        await page.Button("Call again").ClickAsync();
        await page.ExpectStateAsync("listening|thinking|speaking");
    }

    [Test]
    public async Task Everything_can_be_done_by_keyboard()
    {
        WidgetPage page = await OpenHostAsync(_quiet);
        IKeyboard keyboard = page.Page.Keyboard;
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Before" }).FocusAsync();
        await keyboard.PressAsync("Tab");
        await Expect(page.Button("Open the voice assistant")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(page.Button("Call")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await page.ExpectStateAsync("listening|thinking|speaking");
        await Expect(page.Button("Hang up")).ToBeFocusedAsync();

        await keyboard.PressAsync("Shift+Tab");
        await Expect(page.Button("Mute the microphone")).ToBeFocusedAsync();
        await keyboard.PressAsync("Space");
        await Expect(page.Button("Unmute the microphone")).ToBeFocusedAsync();
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Enter");
        await Expect(page.Element.GetByRole(AriaRole.Combobox, new() { Name = "Microphone" })).ToBeVisibleAsync();
        await Expect(page.Element.GetByRole(AriaRole.Slider, new() { Name = "Volume" })).ToBeVisibleAsync();

        await keyboard.PressAsync("Escape");
        ILocator launcher = page.Element.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Open the voice assistant") });
        await Expect(launcher).ToBeFocusedAsync();
        await page.ExpectStateAsync("listening|thinking|speaking|muted");
        await keyboard.PressAsync("Enter");
        await Expect(page.Button("Hang up")).ToBeFocusedAsync();
        await keyboard.PressAsync("Space");
        await page.ExpectStateAsync("idle");
    }

    [Test]
    public async Task Who_cannot_be_heard_types_and_is_answered_aloud_and_in_writing()
    {
        await using Chromium browser = await LoggedBrowser.LaunchAsync(denyMicrophone: true);
        WidgetPage page = await OpenAsync(browser, new Uri(_server.Address, "/"));
        await page.Button("Call").ClickAsync();
        await Expect(page.Problem).ToContainTextAsync("blocked for this page");
        await Expect(page.Button("Call again")).ToBeVisibleAsync();

        await page.Button("Type instead").ClickAsync();
        await page.ExpectStateAsync("listening|thinking|speaking");
        await page.TypeAsync("What time is it?");
        await Expect(page.Transcript).ToContainTextAsync(new Regex(@"What time is it\?\s*Assistant\s*It is"), new() { Timeout = 10_000 });
        await page.ExpectVoiceAsync("assistant");
        await Expect(page.Button("Mute the microphone")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Axe_finds_no_barrier_in_any_state_light_or_dark()
    {
        WidgetPage page = await OpenHostAsync(_quiet);
        await ExpectNoBarrierAsync("closed");
        await page.Button("Open the voice assistant").ClickAsync();
        await page.CallAsync();
        await page.Button("Mute the microphone").ClickAsync();
        await Expect(page.Transcript).ToContainTextAsync("Hello");
        await ExpectNoBarrierAsync("on a call");
        await page.Button("Sound settings").ClickAsync();
        await ExpectNoBarrierAsync("with the settings");
        await page.Button("Hang up").ClickAsync();
        await page.Page.RouteAsync("**/v1/realtime/calls", route => route.AbortAsync());
        await page.Button("Call again").ClickAsync();
        await page.ExpectStateAsync("error");
        await ExpectNoBarrierAsync("after a failure");

        async Task ExpectNoBarrierAsync(string state)
        {
            foreach (string theme in new[] { "light", "dark" })
            {
                await page.Element.EvaluateAsync("(element, theme) => { element.theme = theme; document.documentElement.style.colorScheme = theme; return element.updateComplete; }", theme);
                Assert.That(await page.FindBarriersAsync(), Is.Empty, $"{state}, {theme}");
            }
        }
    }

    [Test]
    public async Task It_speaks_german_to_a_german_page()
    {
        WidgetPage page = await OpenHostAsync(_quiet, Host.Replace("lang=\"en\"", "lang=\"de-AT\"", StringComparison.Ordinal));
        await page.Button("Sprachassistent öffnen").ClickAsync();
        await Expect(page.Button("Anrufen")).ToBeVisibleAsync();
        await Expect(page.Element).ToContainTextAsync("Bereit, wenn Sie es sind.");
    }

    private Task<WidgetPage> OpenHostAsync(Chromium browser, string html = Host) =>
        OpenAsync(browser, new Uri(_server.Address, "/test/host"), page => page.RouteAsync("**/test/host", route => route.FulfillAsync(new() { ContentType = "text/html", Body = html })));

    private static async Task<WidgetPage> OpenAsync(Chromium browser, Uri address, Func<IPage, Task>? prepare = null)
    {
        IPage page = await browser.OpenAsync(new() { BypassCSP = true, Locale = "en-GB" });
        await (prepare?.Invoke(page) ?? Task.CompletedTask);
        await page.GotoAsync(address.AbsoluteUri);
        return new WidgetPage(page);
    }
}
