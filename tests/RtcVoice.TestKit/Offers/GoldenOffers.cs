namespace RtcVoice.TestKit.Offers;

/// <summary>
/// The offers in this folder, one folder per peer. Files named <c>call-N-...</c> are the successive offers of one call,
/// each made after our answer to the one before was set as the remote description.
/// </summary>
public static class GoldenOffers
{
    private static readonly Lazy<IReadOnlyList<GoldenOffer>> Loaded = new(Load);

    /// <summary>Where the offers are.</summary>
    public static string Folder { get; } = Path.Combine(FindRepository(), "tests", "RtcVoice.TestKit", "Offers");

    /// <summary>All offers, in the order of their names.</summary>
    public static IReadOnlyList<GoldenOffer> All => Loaded.Value;

    /// <summary>The offer of this name, for example <c>chromium-156/audio-datachannel</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static GoldenOffer Get(string name) =>
        All.FirstOrDefault(offer => offer.Name == name) ?? throw new KeyNotFoundException($"There is no offer '{name}'.");

    /// <summary>The successive offers of one call, first to last.</summary>
    public static IReadOnlyList<GoldenOffer> CallOf(string peer) =>
        [.. All.Where(offer => offer.Name.StartsWith($"{peer}/call-", StringComparison.Ordinal))];

    private static List<GoldenOffer> Load() =>
        [.. Directory.EnumerateFiles(Folder, "*.sdp", SearchOption.AllDirectories)
            .Select(path => new GoldenOffer(
                Path.ChangeExtension(Path.GetRelativePath(Folder, path), null).Replace('\\', '/'), File.ReadAllBytes(path)))
            .OrderBy(offer => offer.Name, StringComparer.Ordinal)];

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RtcVoice.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("RtcVoice.sln is not above the tests.");
    }
}
