namespace RtcVoice.Browser.Tests.Harness;

/// <summary>Where things lie in the source tree.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path below the root.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A path below this test project.</summary>
    public static string InTests(params string[] parts) => At(["tests", "RtcVoice.Browser.Tests", .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RtcVoice.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("These tests run from within the source tree.");
    }
}
