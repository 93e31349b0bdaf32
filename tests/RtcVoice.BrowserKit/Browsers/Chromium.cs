using Microsoft.Playwright;

namespace RtcVoice.BrowserKit.Browsers;

/// <summary>
/// Debian's Chromium, headless, with a file for a microphone; Playwright gives it a profile of its own and ends it,
/// also when the test host dies.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly Action<string>? _log;

    private Chromium(IPlaywright playwright, IBrowser browser, Action<string>? log)
    {
        _log = log;
        _playwright = playwright;
        _browser = browser;
    }

    /// <summary>Starts a browser.</summary>
    /// <param name="microphone">The WAVE file that it hears; a beep each second if none is given.</param>
    /// <param name="loop">Whether the file begins again at its end; silence follows otherwise.</param>
    /// <param name="denyMicrophone">Whether the person at the browser refuses the microphone.</param>
    /// <param name="log">Takes what pages write to their console, and their errors; null for nobody.</param>
    public static async Task<Chromium> LaunchAsync(string? microphone = null, bool loop = false, bool denyMicrophone = false, Action<string>? log = null)
    {
        IPlaywright playwright = await Playwright.CreateAsync().ConfigureAwait(false);
        List<string> arguments =
        [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-background-timer-throttling",
            "--disable-renderer-backgrounding",
            "--autoplay-policy=no-user-gesture-required",
            "--use-fake-device-for-media-stream",
            "--allow-loopback-in-peer-connection",
        ];
        arguments.Add(denyMicrophone ? "--deny-permission-prompts" : "--use-fake-ui-for-media-stream");
        if (microphone is not null)
        {
            arguments.Add($"--use-file-for-fake-audio-capture={microphone}{(loop ? "" : "%noloop")}");
        }

        IBrowser browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Headless = true,
            Args = arguments,
        }).ConfigureAwait(false);
        return new Chromium(playwright, browser, log);
    }

    /// <summary>A page in a context of its own.</summary>
    public async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        IBrowserContext context = await _browser.NewContextAsync(options).ConfigureAwait(false);
        IPage page = await context.NewPageAsync().ConfigureAwait(false);
        page.Console += (_, message) => _log?.Invoke($"page: {message.Text}");
        page.PageError += (_, error) => _log?.Invoke($"page error: {error}");
        return page;
    }

    /// <summary>Closes all pages: one that was left in a call would go on with it, beside the next one's.</summary>
    public async Task ClosePagesAsync()
    {
        foreach (IBrowserContext context in _browser.Contexts.ToArray())
        {
            await context.CloseAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync().ConfigureAwait(false);
        _playwright.Dispose();
    }
}
