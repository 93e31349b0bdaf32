namespace RtcVoice.TestKit;

/// <summary>Where things lie in the source tree.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below the root.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The folder of a project of the product.</summary>
    public static string Source(string project) => At("src", project);

    /// <summary>The build output lies in the repository; a deterministic build hides where the sources were.</summary>
    private static string FindRoot()
    {
        for (string? directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "RtcVoice.sln")))
            {
                return directory;
            }
        }

        throw new DirectoryNotFoundException($"RtcVoice.sln is in no folder above {AppContext.BaseDirectory}: tests and benches run from within the source tree.");
    }
}
