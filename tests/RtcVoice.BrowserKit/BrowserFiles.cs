using RtcVoice.TestKit;

namespace RtcVoice.BrowserKit;

/// <summary>Where the files of calls from browsers lie in the source tree.</summary>
public static class BrowserFiles
{
    /// <summary>A path below the tests of browsers.</summary>
    public static string InTests(params string[] parts) => Repository.At(["tests", "RtcVoice.Browser.Tests", .. parts]);

    /// <summary>A page of this kit.</summary>
    public static string Page(string name) => Repository.At("tests", "RtcVoice.BrowserKit", "Pages", name);
}
