using RtcVoice.TestKit;

namespace RtcVoice.Architecture.Tests;

/// <summary>Folders of RtcVoice.Rtc are RFCs, and each uses only those beneath it; libraries stay in their folder.</summary>
public sealed class RtcFolderTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Stun"] = [],
        ["Ice"] = ["Stun"],
        ["Dtls"] = [],
        ["Rtp"] = [],
        ["Rtcp"] = ["Rtp"],
        ["Srtp"] = ["Rtp", "Rtcp"],
        ["Sctp"] = [],
        ["DataChannel"] = ["Sctp"],
        ["Sdp"] = [],
    };

    private static IEnumerable<string> Folders =>
        Directory.GetDirectories(Repository.Source("RtcVoice.Rtc")).Select(d => Path.GetFileName(d)!);

    [Test]
    public void Every_folder_has_its_floor() => Assert.That(Folders, Is.EquivalentTo(Allowed.Keys));

    [TestCaseSource(nameof(Folders))]
    public void A_folder_names_only_the_folders_beneath_it(string folder)
    {
        string[] named = [.. SourceFiles.In(Path.Combine(Repository.Source("RtcVoice.Rtc"), folder))
            .SelectMany(f => f.Namespaces)
            .Where(n => n.StartsWith("RtcVoice.Rtc.", StringComparison.Ordinal))
            .Select(n => n.Split('.')[2])
            .Where(n => Allowed.ContainsKey(n) && n != folder)
            .Distinct()];
        Assert.That(named, Is.SubsetOf(Allowed[folder]), "an arrow runs up");
    }

    [TestCase("RtcVoice.Rtc", "Org.BouncyCastle", "Dtls")]
    [TestCase("RtcVoice.Audio", "Microsoft.ML", "Vad")]
    public void A_library_is_named_in_its_folder_only(string project, string library, string folder)
    {
        string home = Path.Combine(Repository.Source(project), folder) + Path.DirectorySeparatorChar;
        IEnumerable<string> strays = SourceFiles.In(Repository.Source(project))
            .Where(f => !f.Path.StartsWith(home, StringComparison.Ordinal))
            .Where(f => f.Namespaces.Any(n => n.StartsWith(library, StringComparison.Ordinal)))
            .Select(f => f.Path);
        Assert.That(strays, Is.Empty);
    }
}
