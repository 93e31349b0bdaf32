namespace RtcVoice.Fuzz.Engine;

/// <summary>
/// A copy of this program whose code notes the branches that it takes. Workers run from it; the build output stays as it
/// is. SharpFuzz does the rewriting.
/// </summary>
internal static class InstrumentedCopy
{
    private static readonly string[] Uninstrumented = ["RtcVoice.TestKit.dll"];

    /// <summary>Makes the copy in <paramref name="folder"/>, and gives the path of the program.</summary>
    public static string Make(string folder)
    {
        string source = AppContext.BaseDirectory;
        CopyFolder(source, folder);
        foreach (string assembly in Directory.EnumerateFiles(folder, "RtcVoice.*.dll"))
        {
            if (!Uninstrumented.Contains(Path.GetFileName(assembly)))
            {
                _ = SharpFuzz.Fuzzer.Instrument(assembly, IsInstrumented, SharpFuzz.Options.Value);
            }
        }

        return Path.Combine(folder, $"{typeof(InstrumentedCopy).Assembly.GetName().Name}.dll");
    }

    // Not the engine itself: it would count its own branches as the target's.
    private static bool IsInstrumented(string type) =>
        type.StartsWith("RtcVoice.", StringComparison.Ordinal) && !type.StartsWith("RtcVoice.Fuzz.Engine", StringComparison.Ordinal);

    private static void CopyFolder(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }

        foreach (string folder in Directory.EnumerateDirectories(source))
        {
            CopyFolder(folder, Path.Combine(target, Path.GetFileName(folder)));
        }
    }
}
