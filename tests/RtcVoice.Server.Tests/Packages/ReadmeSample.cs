using System.Text.RegularExpressions;
using RtcVoice.TestKit;

namespace RtcVoice.Server.Tests.Packages;

/// <summary>The program that README.md shows to whoever wants to use the packages.</summary>
internal static partial class ReadmeSample
{
    /// <summary>Its text, as it stands there.</summary>
    public static string Program
    {
        get
        {
            string section = File.ReadAllText(Repository.At("README.md")).Split("\n## ").Single(s => s.StartsWith("As a library\n", StringComparison.Ordinal));
            return Indent().Replace(string.Join('\n', section.Split('\n')
                .SkipWhile(line => !line.StartsWith("    using ", StringComparison.Ordinal))
                .TakeWhile(line => line.Length == 0 || line.StartsWith("    ", StringComparison.Ordinal))), "");
        }
    }

    [GeneratedRegex("^    ", RegexOptions.Multiline)]
    private static partial Regex Indent();
}
