using System.Reflection;

namespace RtcVoice.Fuzz.Engine;

/// <summary>A target as the engine drives it.</summary>
internal sealed class FuzzTarget
{
    private const string Suffix = "Target";
    private readonly Entry _fuzz;
    private readonly Func<IEnumerable<byte[]>> _seeds;
    private readonly Func<IReadOnlyList<byte[]>> _words;

    private FuzzTarget(string name, bool isSelfTest, Entry fuzz, Func<IEnumerable<byte[]>> seeds, Func<IReadOnlyList<byte[]>> words)
    {
        Name = name;
        IsSelfTest = isSelfTest;
        _fuzz = fuzz;
        _seeds = seeds;
        _words = words;
    }

    private delegate void Entry(ReadOnlySpan<byte> data);

    /// <summary>The name of the class without "Target".</summary>
    public string Name { get; }

    /// <summary>It has a planted defect, by which the engine tests itself.</summary>
    public bool IsSelfTest { get; }

    /// <summary>All targets of this program, by name.</summary>
    public static IReadOnlyList<FuzzTarget> Discover()
    {
        MethodInfo create = typeof(FuzzTarget).GetMethod(nameof(Create), BindingFlags.NonPublic | BindingFlags.Static)!;
        return [.. typeof(FuzzTarget).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFuzzTarget)))
            .Select(type => (FuzzTarget)create.MakeGenericMethod(type).Invoke(null, null)!)
            .OrderBy(target => target.Name, StringComparer.Ordinal)];
    }

    /// <summary>Runs one input; what it throws is a finding.</summary>
    public void Fuzz(ReadOnlySpan<byte> data) => _fuzz(data);

    /// <summary>The words of the format.</summary>
    public IReadOnlyList<byte[]> ReadWords() => _words();

    /// <summary>The seeds: those of the corpus folder, those that the target brings, and nothing at all.</summary>
    public IReadOnlyList<byte[]> ReadSeeds(string corpusFolder)
    {
        var seeds = new List<byte[]> { Array.Empty<byte>() };
        string folder = Path.Combine(corpusFolder, Name);
        if (Directory.Exists(folder))
        {
            seeds.AddRange(Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes));
        }

        seeds.AddRange(_seeds());
        return seeds;
    }

    private static FuzzTarget Create<T>()
        where T : IFuzzTarget
    {
        string name = typeof(T).Name;
        bool isSelfTest = typeof(T).Namespace!.EndsWith(".SelfTest", StringComparison.Ordinal);
        return new FuzzTarget(
            name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name, isSelfTest, T.Fuzz, () => T.Seeds, () => T.Words);
    }
}
