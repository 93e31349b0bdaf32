namespace RtcVoice.BrowserKit;

/// <summary>Where things lie in the source tree.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path below the root.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A path below the tests of browsers.</summary>
    public static string InBrowserTests(params string[] parts) => At(["tests", "RtcVoice.Browser.Tests", .. parts]);

    /// <summary>A page of this kit.</summary>
    public static string Page(string name) => At("tests", "RtcVoice.BrowserKit", "Pages", name);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RtcVoice.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("What is here runs from within the source tree.");
    }
}
