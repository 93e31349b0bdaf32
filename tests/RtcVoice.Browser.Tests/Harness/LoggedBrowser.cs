using RtcVoice.BrowserKit.Browsers;

namespace RtcVoice.Browser.Tests.Harness;

/// <summary>Browsers whose pages write into the test's output.</summary>
internal static class LoggedBrowser
{
    /// <summary>Starts one; see <see cref="Chromium.LaunchAsync"/>.</summary>
    public static Task<Chromium> LaunchAsync(string? microphone = null, bool loop = false, bool denyMicrophone = false) =>
        Chromium.LaunchAsync(microphone, loop, denyMicrophone, TestContext.Progress.WriteLine);
}
