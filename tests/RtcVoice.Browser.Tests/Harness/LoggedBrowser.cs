using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Voices;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Browser.Tests.Harness;

/// <summary>Browsers whose pages write into the test's output.</summary>
/// <remarks>Without a microphone of their own they hear nothing: the browser's own beeps are taken for a voice now and then.</remarks>
internal static class LoggedBrowser
{
    private static readonly Lazy<string> Silence = new(() =>
    {
        string path = Path.Combine(AppContext.BaseDirectory, "silence.wav");
        WavFile.Write(path, new short[HumanSpeech.Rate], HumanSpeech.Rate);
        return path;
    });

    /// <summary>Starts one; see <see cref="Chromium.LaunchAsync"/>.</summary>
    public static Task<Chromium> LaunchAsync(string? microphone = null, bool loop = false, bool denyMicrophone = false) =>
        Chromium.LaunchAsync(microphone ?? Silence.Value, loop, denyMicrophone, TestContext.Progress.WriteLine);
}
