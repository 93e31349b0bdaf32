using System.Text.RegularExpressions;

namespace RtcVoice.Architecture.Tests;

/// <summary>C# files and the namespaces of ours that each one names.</summary>
internal sealed partial record SourceFiles(string Path, string Text)
{
    /// <summary>Namespaces of this product and of libraries with one home that the code names, comments aside.</summary>
    public IEnumerable<string> Namespaces => Named().Matches(LineComment().Replace(Text, "")).Select(m => m.Value).Distinct();

    public static IEnumerable<SourceFiles> In(string directory) =>
        Directory.EnumerateFiles(directory, "*.cs", SearchOption.AllDirectories).Select(f => new SourceFiles(f, File.ReadAllText(f)));

    [GeneratedRegex(@"\b(?:RtcVoice|Org\.BouncyCastle|Microsoft\.ML)(?:\.[A-Z]\w*)+")]
    private static partial Regex Named();

    [GeneratedRegex(@"//.*?$", RegexOptions.Multiline)]
    private static partial Regex LineComment();
}
