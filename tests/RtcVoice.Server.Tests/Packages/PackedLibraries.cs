using System.IO.Compression;
using System.Xml.Linq;
using RtcVoice.TestKit;

namespace RtcVoice.Server.Tests.Packages;

/// <summary>What <c>dotnet pack</c> makes of the solution as it was built.</summary>
internal sealed class PackedLibraries
{
    private PackedLibraries(string folder) => Folder = folder;

    /// <summary>Where the packages are.</summary>
    public string Folder { get; }

    /// <summary>The packages' names.</summary>
    public IEnumerable<string> Names => Directory.GetFiles(Folder, "*.nupkg").Select(f => Description(f).Element("id")!);

    /// <summary>Packs into a folder.</summary>
    public static async Task<PackedLibraries> PackAsync(string folder)
    {
        // The tests were built as what they test was: their folder is named for it.
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        await CommandLine.DotnetAsync(Repository.Root, "pack", "RtcVoice.sln", "-c", configuration, "--no-build", "--no-restore", "-o", folder, "-v", "quiet");
        return new PackedLibraries(folder);
    }

    /// <summary>A package's own description of itself.</summary>
    public PackageDescription Describe(string name) => Description(FileOf(name, "nupkg"));

    /// <summary>The paths of the files in a package.</summary>
    public IReadOnlyList<string> FilesOf(string name, string kind = "nupkg")
    {
        using ZipArchive package = ZipFile.OpenRead(FileOf(name, kind));
        return [.. package.Entries.Select(e => e.FullName)];
    }

    private string FileOf(string name, string kind) =>
        Directory.GetFiles(Folder, $"{name}.*.{kind}").Single(f => char.IsAsciiDigit(Path.GetFileName(f)[name.Length + 1]));

    private static PackageDescription Description(string file)
    {
        using ZipArchive package = ZipFile.OpenRead(file);
        using Stream nuspec = package.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return new PackageDescription(XDocument.Load(nuspec).Root!.Elements().Single());
    }
}
