namespace RtcVoice.Load;

/// <summary>Where things lie in the source tree.</summary>
internal static class Repository
{
    /// <summary>A path below the folder that holds the solution.</summary>
    public static string At(params string[] parts) => Path.Combine([Find(), .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RtcVoice.sln")))
            {
                return folder.FullName;
            }
        }

        return Environment.CurrentDirectory;
    }
}
