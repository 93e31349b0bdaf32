using System.Globalization;
using System.Text.Json.Serialization;
using RtcVoice.TestKit;
using RtcVoice.TestKit.Network;

namespace RtcVoice.Latency;

/// <summary>What a run is asked to measure, and how.</summary>
internal sealed record LatencyOptions
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage = """
        RtcVoice.Latency SCENARIO [options]
        RtcVoice.Latency all [options]          every scenario, and one page: artifacts/latency/report.html
        RtcVoice.Latency report FILE.json...    that page of runs that were saved, beside the first of them

          connect    calls are made: how soon there is a connection, a packet, a sound
          voice-to-voice  a person speaks and cuts in: how soon there is an answer, and silence
          barge-in   a person cuts in, or with --by clear the client: how soon it is silent, and what counts as heard
          widget     barge-in in a page with the widget and in one without, by turns: what it is good for
          words      the client cuts a story: which words count as heard
          coughs     short noises while the agent speaks: what they cost
          first-delta  without a browser: how soon what a model says is on its way to the person

          --count N              calls, turns, cuts, coughs or answers (20, 40, 40, 40 of each kind, 100, 20, 40 of each kind)
          --seed N               what all random moments come from (1)
          --network clean|relay  relay: 2 % lost, 60 ms away, up to 20 ms of jitter, each way (clean)
          --reports on|off       whether the page tells the server what it has played (off)
          --widget on|off        barge-in only: whether the page calls with the widget, which reports (off)
          --device-delay MS      what the page says that its sound device takes, with reports (0)
          --min-speech MS        RtcVoice:Interruption:MinSpeechMs (the server's own)
          --by speech|clear      barge-in only: who cuts (speech)
          --server URL           connect, voice-to-voice and all: another server that answers POST /v1/realtime/calls
          --key KEY              what it takes as Authorization: Bearer
          --out FILE             the figures as JSON (artifacts/latency/SCENARIO-...json)
        """;

    /// <summary>The name of all scenarios together.</summary>
    public const string All = "all";

    private static readonly NetworkConditions Relayed = new()
    {
        Loss = 0.02,
        Delay = TimeSpan.FromMilliseconds(60),
        Jitter = TimeSpan.FromMilliseconds(20),
    };

    /// <summary>Which scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>How many cuts or coughs; null for the scenario's own number.</summary>
    public int? Count { get; init; }

    /// <summary>What all random moments come from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether the path is bad.</summary>
    public bool IsRelayed { get; init; }

    /// <summary>Whether the page tells what it has played.</summary>
    public bool Reports { get; init; }

    /// <summary>Whether the page calls with the widget.</summary>
    public bool Widget { get; init; }

    /// <summary>Whether the server is told what was played, by the page or by the widget.</summary>
    [JsonIgnore]
    public bool IsTold => Reports || Widget;

    /// <summary>What the page says that its sound device takes, in ms.</summary>
    public int DeviceDelay { get; init; }

    /// <summary>Voice that is a turn, in ms; null for the server's own setting.</summary>
    public int? MinSpeech { get; init; }

    /// <summary>Whether the client cuts, rather than the person.</summary>
    public bool ByClear { get; init; }

    /// <summary>Another server that is measured; null for the one of this process.</summary>
    public Uri? Server { get; init; }

    /// <summary>What that server takes as a key; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>Where the figures go; null for a name that says how they were taken.</summary>
    public string? Out { get; init; }

    /// <summary>What the path does to every datagram.</summary>
    [JsonIgnore]
    public NetworkConditions Network => IsRelayed ? Relayed : NetworkConditions.Perfect;

    /// <summary>The file that the figures go to.</summary>
    [JsonIgnore]
    public string OutPath => Out ?? Repository.At("artifacts", "latency", string.Create(
        CultureInfo.InvariantCulture,
        $"{Scenario}{(ByClear ? "-clear" : "")}-{(IsRelayed ? "relay" : "clean")}-{(Widget ? "widget" : Reports ? "reports" : "unreported")}{(MinSpeech is { } ms ? $"-min{ms}" : "")}{(Server is { } url ? $"-{url.Host}-{url.Port}" : "")}.json"));

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">It cannot be understood.</exception>
    public static LatencyOptions Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count % 2 == 0)
        {
            throw new ArgumentException("A scenario is needed, and a value behind each option.");
        }

        var options = new LatencyOptions { Scenario = arguments[0] };
        for (int i = 1; i < arguments.Count; i += 2)
        {
            string value = arguments[i + 1];
            options = arguments[i] switch
            {
                "--count" => options with { Count = Number(value) },
                "--seed" => options with { Seed = (ulong)Number(value) },
                "--network" => options with { IsRelayed = Choice(value, "relay", "clean") },
                "--reports" => options with { Reports = Choice(value, "on", "off") },
                "--widget" => options with { Widget = Choice(value, "on", "off") },
                "--device-delay" => options with { DeviceDelay = Number(value) },
                "--min-speech" => options with { MinSpeech = Number(value) },
                "--by" => options with { ByClear = Choice(value, "clear", "speech") },
                "--server" => options with { Server = Address(value) },
                "--key" => options with { Key = value },
                "--out" => options with { Out = Path.GetFullPath(value) },
                _ => throw new ArgumentException($"There is no option {arguments[i]}."),
            };
        }

        if (options.Widget && options.Scenario != "barge-in")
        {
            throw new ArgumentException("--widget is for barge-in; the scenario widget runs it with and without.");
        }

        return options.Scenario == All && options.Out is not null
            ? throw new ArgumentException("all writes many files, below artifacts/latency: --out is for one scenario.")
            : options;
    }

    private static Uri Address(string value) => Uri.TryCreate(value, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
        ? url
        : throw new ArgumentException($"{value} is no http or https URL.");

    private static int Number(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new ArgumentException($"{value} is no number.");

    private static bool Choice(string value, string yes, string no) =>
        value == yes || (value == no ? false : throw new ArgumentException($"{value} is neither {yes} nor {no}."));
}
