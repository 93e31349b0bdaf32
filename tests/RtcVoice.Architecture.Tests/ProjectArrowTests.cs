using System.Xml.Linq;
using RtcVoice.TestKit;

namespace RtcVoice.Architecture.Tests;

/// <summary>Projects lie on floors; a project uses only what lies beneath it.</summary>
public sealed class ProjectArrowTests
{
    /// <summary>What each project may use, itself and the base library aside.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["RtcVoice.Timing"] = [],
        ["RtcVoice.Rtc"] = ["RtcVoice.Timing"],
        ["RtcVoice.Audio"] = ["RtcVoice.Timing"],
        ["RtcVoice.Pacing"] = ["RtcVoice.Audio", "RtcVoice.Timing"],
        ["RtcVoice.Conversation"] = ["RtcVoice.Pacing", "RtcVoice.Audio", "RtcVoice.Timing"],
        ["RtcVoice.Agents"] = ["RtcVoice.Conversation", "RtcVoice.Pacing", "RtcVoice.Audio", "RtcVoice.Timing"],
        ["RtcVoice.Transport"] = ["RtcVoice.Conversation", "RtcVoice.Pacing", "RtcVoice.Rtc", "RtcVoice.Timing"],
        ["RtcVoice.Server"] =
            ["RtcVoice.Agents", "RtcVoice.Transport", "RtcVoice.Conversation", "RtcVoice.Pacing", "RtcVoice.Audio", "RtcVoice.Rtc", "RtcVoice.Timing"],
        ["RtcVoice.Standalone"] = ["RtcVoice.Server"],
    };

    /// <summary>Packages that may be used by one project only.</summary>
    private static readonly Dictionary<string, string> PackageHomes = new()
    {
        ["BouncyCastle.Cryptography"] = "RtcVoice.Rtc",
        ["Microsoft.ML.OnnxRuntime"] = "RtcVoice.Audio",
    };

    private static IEnumerable<string> Projects =>
        Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f));

    [Test]
    public void Every_project_has_its_floor() => Assert.That(Projects, Is.EquivalentTo(Allowed.Keys));

    [TestCaseSource(nameof(Projects))]
    public void A_project_references_only_what_lies_beneath_it(string project)
    {
        string[] references = [.. Items(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r))];
        Assert.That(references, Is.SubsetOf(Allowed[project]), "an arrow runs up");
    }

    [TestCaseSource(nameof(Projects))]
    public void A_project_names_only_what_lies_beneath_it(string project)
    {
        string[] named = [.. SourceFiles.In(Repository.Source(project))
            .SelectMany(f => f.Namespaces)
            .Select(n => string.Join('.', n.Split('.').Take(2)))
            .Where(n => n.StartsWith("RtcVoice.", StringComparison.Ordinal) && n != project)
            .Distinct()];
        Assert.That(named, Is.SubsetOf(Allowed[project]), "an arrow runs up");
    }

    [TestCaseSource(nameof(Projects))]
    public void A_package_with_one_home_is_used_nowhere_else(string project)
    {
        IEnumerable<string> strays = Items(project, "PackageReference")
            .Where(p => PackageHomes.TryGetValue(p, out string? home) && home != project);
        Assert.That(strays, Is.Empty);
    }

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Path.Combine(Repository.Source(project), project + ".csproj"))
            .Descendants(kind)
            .Select(e => e.Attribute("Include")!.Value);
}
