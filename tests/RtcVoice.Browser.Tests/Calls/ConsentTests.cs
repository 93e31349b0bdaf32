using RtcVoice.Browser.Tests.Harness;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Calls;

namespace RtcVoice.Browser.Tests.Calls;

/// <summary>Who is gone without a word gives no more consent (RFC 7675), and his call ends.</summary>
[Parallelizable]
internal sealed class ConsentTests
{
    [Test]
    public async Task When_the_browser_vanishes_the_server_ends_the_call()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        await using Chromium browser = await LoggedBrowser.LaunchAsync();
        BrowserCall call = await BrowserCall.StartAsync(browser, server.Address);
        Uri location = await call.LocationAsync();
        await call.Page.Context.CloseAsync();
        await CallState.UntilEndedAsync(server.Http, location, within: TimeSpan.FromSeconds(45));
    }
}
