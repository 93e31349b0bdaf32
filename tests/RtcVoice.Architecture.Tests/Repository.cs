namespace RtcVoice.Architecture.Tests;

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Source(string project) => Path.Combine(Root, "src", project);

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

        throw new DirectoryNotFoundException($"RtcVoice.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
