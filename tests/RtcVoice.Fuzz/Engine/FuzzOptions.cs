using System.Globalization;

namespace RtcVoice.Fuzz.Engine;

/// <summary>The command line.</summary>
internal sealed record FuzzOptions
{
    public const string Usage = """
        usage: RtcVoice.Fuzz --all | --target <name> [options]
          --seconds <n>    how long each target runs (default 20)
          --budget <n>     how long all of them together may take, in seconds: shared out evenly over the processors
          --seed <n>       of all randomness (default 1)
          --replay <file>  runs one input of the target, in this process
          --grow           writes inputs that reached something new to the corpus
          --list           names the targets
          --self-test      checks that planted defects are found
        """;

    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(20);

    public string? Target { get; private init; }

    public bool RunsAll { get; private init; }

    public bool Lists { get; private init; }

    public bool TestsItself { get; private init; }

    public bool Grows { get; private init; }

    public TimeSpan Duration { get; init; } = DefaultDuration;

    /// <summary>How long a whole run may take; null when <see cref="Duration"/> says it for each target.</summary>
    public TimeSpan? Budget { get; private init; }

    public ulong Seed { get; private init; } = 1;

    public string? ReplayPath { get; private init; }

    public string? WorkerStatePath { get; private init; }

    /// <summary>Where each target has a folder of seeds.</summary>
    public string CorpusFolder { get; } = Path.Combine(Root, "tests", "RtcVoice.Fuzz", "Corpus");

    /// <summary>Where findings are written, and where a run has its scratch: in the repository, so that workers find it too.</summary>
    public string FindingsFolder { get; } = Path.Combine(Root, "artifacts", "fuzz");

    private static string Root { get; } = FindRoot();

    /// <summary>Reads the command line; null when it says nothing to do, or something that is not understood.</summary>
    public static FuzzOptions? Read(IReadOnlyList<string> arguments)
    {
        FuzzOptions? options = new();
        for (int i = 0; i < arguments.Count && options is not null; i++)
        {
            bool hasValue = i + 1 < arguments.Count;
            options = arguments[i] switch
            {
                "--all" => options with { RunsAll = true },
                "--list" => options with { Lists = true },
                "--self-test" => options with { TestsItself = true },
                "--grow" => options with { Grows = true },
                "--target" when hasValue => options with { Target = arguments[++i] },
                "--replay" when hasValue => options with { ReplayPath = arguments[++i] },
                "--worker" when hasValue => options with { WorkerStatePath = arguments[++i] },
                "--seconds" when hasValue && TryReadSeconds(arguments[i + 1], out TimeSpan duration) && ++i > 0 => options with { Duration = duration },
                "--budget" when hasValue && TryReadSeconds(arguments[i + 1], out TimeSpan budget) && ++i > 0 => options with { Budget = budget },
                "--seed" when hasValue && ulong.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out _) =>
                    options with { Seed = ulong.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                _ => null,
            };
        }

        bool saysWhat = options is not null && (options.RunsAll || options.Lists || options.TestsItself || options.Target is not null);
        return saysWhat ? options : null;
    }

    /// <summary>The options for a run of so many targets: each gets its share of the budget, where there is one.</summary>
    public FuzzOptions For(int targets) =>
        Budget is { } budget ? this with { Duration = budget * Math.Min(1, (double)Environment.ProcessorCount / targets) } : this;

    private static bool TryReadSeconds(string text, out TimeSpan duration)
    {
        bool isRead = double.TryParse(text, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and < 1e6;
        duration = isRead ? TimeSpan.FromSeconds(seconds) : default;
        return isRead;
    }

    private static string FindRoot()
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
