using System.Runtime.CompilerServices;

namespace RtcVoice.Architecture.Tests;

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Source(string project) => Path.Combine(Root, "src", project);

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (string? directory = Path.GetDirectoryName(here); directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "RtcVoice.sln")))
            {
                return directory;
            }
        }

        throw new DirectoryNotFoundException($"RtcVoice.sln is in no folder above {here}.");
    }
}
