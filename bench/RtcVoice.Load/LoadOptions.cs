using System.Globalization;
using RtcVoice.TestKit;

namespace RtcVoice.Load;

/// <summary>What a run is asked to load the server with.</summary>
internal sealed record LoadOptions
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage = """
        RtcVoice.Load SCENARIO [options]
        RtcVoice.Load report FILE... [--out FILE.html]

          pacing     1,000 calls that listen
          naive      the same, and then the same with one timer per call in place of the pacer
          garbage    1,000 calls while the server makes 120 MB/s of garbage
          encoders   1,000 calls while every core encodes
          talkers    100 calls, to every second of which the agent speaks all the time
          pressure   240 calls in which the agent speaks, with an encoder that gives way to load
          receive    150 calls whose microphones send silence
          speech     25 calls whose people speak all the time
          overload   500 calls in which the agent speaks, more than the machine encodes: what is refused, what suffers

          --calls N              calls
          --seconds S            measured time (60)
          --runs N               runs, each with a server of its own; the median counts (1)
          --rate N               calls that are set up at a time (16)
          --talkers SHARE        share of the calls in which the agent speaks, 0 to 1
          --complexity BEST-LEAST   effort of the encoders, and how far it may go down under load (5-5; pressure and overload: 5-1)
          --uplink none|silence|speech   what the microphones send
          --pacer product|timer|delay    who paces: the product, a Timer per call, Task.Delay per call
          --gc-pressure MB       short-lived garbage a second in the server's process
          --encoders on|off      as many threads as cores that encode Opus in the server's process
          --reference on|off     whether the machine's own stalls are watched beside (on); the watching costs the pacer a little
          --floor S              seconds for which a program in C sends as many packets, before the calls (pacing, naive: 10; else 0)
          --server URL           a server that runs already, on this machine (a process of its own is started)
          --media-port PORT      its media port on 127.0.0.1 (10000)
          --server-pid PID       its process, for processor time and memory
          --out FILE             figures as JSON (artifacts/load/SCENARIO-N.json)
        """;

    /// <summary>What is run.</summary>
    public required string Scenario { get; init; }

    /// <summary>Calls.</summary>
    public int Calls { get; init; } = 1_000;

    /// <summary>Measured time.</summary>
    public int Seconds { get; init; } = 60;

    /// <summary>How often it is run.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>Calls that are set up at a time.</summary>
    public int Rate { get; init; } = 16;

    /// <summary>Share of the calls in which the agent speaks.</summary>
    public double Talkers { get; init; }

    /// <summary>The complexity that speech is coded with where there is room.</summary>
    public int Complexity { get; init; } = 5;

    /// <summary>The complexity that load may bring it down to.</summary>
    public int MinComplexity { get; init; } = 5;

    /// <summary>What the microphones send.</summary>
    public Uplink Uplink { get; init; } = Uplink.None;

    /// <summary>Who paces.</summary>
    public Pacer Pacer { get; init; } = Pacer.Product;

    /// <summary>Garbage in the server's process, MB a second.</summary>
    public int GarbageMegabytes { get; init; }

    /// <summary>Whether every core of the server's process encodes.</summary>
    public bool Encoders { get; init; }

    /// <summary>Whether calls may be refused without the run having failed.</summary>
    public bool MayRefuse { get; init; }

    /// <summary>Whether the machine's own stalls are watched.</summary>
    public bool WatchesMachine { get; init; } = true;

    /// <summary>For how many seconds the machine's floor is measured; 0 for not at all.</summary>
    public int FloorSeconds { get; init; }

    /// <summary>A server that runs already.</summary>
    public Uri? Server { get; init; }

    /// <summary>The media port of that server, on 127.0.0.1.</summary>
    public int MediaPort { get; init; } = 10_000;

    /// <summary>Its process.</summary>
    public int? ServerProcess { get; init; }

    /// <summary>Where the figures go.</summary>
    public string? Out { get; init; }

    /// <summary>The file that the figures go to.</summary>
    public string OutPath => Out ?? Repository.At(
        "artifacts", "load", string.Create(CultureInfo.InvariantCulture, $"{Scenario}-{Calls}{(Pacer == Pacer.Product ? "" : $"-{Pacer.ToString().ToLowerInvariant()}")}.json"));

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">It cannot be understood.</exception>
    public static LoadOptions Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count % 2 == 0)
        {
            throw new ArgumentException("A scenario is needed, and a value behind each option.");
        }

        LoadOptions options = Preset(arguments[0]);
        for (int i = 1; i < arguments.Count; i += 2)
        {
            options = options.With(arguments[i], arguments[i + 1]);
        }

        return options;
    }

    private static LoadOptions Preset(string scenario)
    {
        var options = new LoadOptions { Scenario = scenario };
        return scenario switch
        {
            "pacing" or "naive" => options with { FloorSeconds = 10 },
            "garbage" => options with { GarbageMegabytes = 120 },
            "encoders" => options with { Encoders = true },
            "talkers" => options with { Calls = 100, Talkers = 0.5 },
            "receive" => options with { Calls = 150, Uplink = Uplink.Silence },
            "speech" => options with { Calls = 25, Uplink = Uplink.Speech },
            "pressure" => options with { Calls = 240, Talkers = 1, MinComplexity = 1 },
            "overload" => options with { Calls = 500, Talkers = 1, Rate = 2, MinComplexity = 1, MayRefuse = true },
            _ => throw new ArgumentException($"There is no scenario {scenario}."),
        };
    }

    private LoadOptions With(string name, string value) => name switch
    {
        "--calls" => this with { Calls = Number(value, 1, 60_000) },
        "--seconds" => this with { Seconds = Number(value, 1, 3_600) },
        "--runs" => this with { Runs = Number(value, 1, 100) },
        "--rate" => this with { Rate = Number(value, 1, 256) },
        "--talkers" => this with { Talkers = Share(value) },
        "--complexity" when value.Split('-') is [string best, string least] =>
            this with { Complexity = Number(best, 0, 10), MinComplexity = Number(least, 0, 10) },
        "--uplink" => this with { Uplink = Choice<Uplink>(value) },
        "--pacer" => this with { Pacer = Choice<Pacer>(value) },
        "--gc-pressure" => this with { GarbageMegabytes = Number(value, 0, 10_000) },
        "--encoders" => this with { Encoders = value == "on" },
        "--reference" => this with { WatchesMachine = value == "on" },
        "--floor" => this with { FloorSeconds = Number(value, 0, 600) },
        "--server" => this with { Server = Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) ? uri : throw new ArgumentException($"{value} is no URL.") },
        "--media-port" => this with { MediaPort = Number(value, 1, 65_535) },
        "--server-pid" => this with { ServerProcess = Number(value, 1, int.MaxValue) },
        "--out" => this with { Out = Path.GetFullPath(value) },
        _ => throw new ArgumentException($"There is no option {name}."),
    };

    private static int Number(string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new ArgumentException($"{value} is no number from {least} to {most}.");

    private static double Share(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) && share <= 1
            ? share
            : throw new ArgumentException($"{value} is no share from 0 to 1.");

    private static T Choice<T>(string value)
        where T : struct, Enum => Enum.TryParse(value, ignoreCase: true, out T choice) && !char.IsAsciiDigit(value[0])
            ? choice
            : throw new ArgumentException($"{value} is none of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");
}
