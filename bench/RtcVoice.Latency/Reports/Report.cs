using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RtcVoice.Latency.Reports;

/// <summary>What a scenario came to: for people on the console, for programs as JSON.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly LatencyOptions _options;
    private readonly Dictionary<string, Distribution> _figures = [];
    private readonly List<Demand> _demands = [];
    private readonly List<string> _notes = [];
    private readonly IReadOnlyList<object> _details;

    /// <summary>Begins a report.</summary>
    /// <param name="options">How it was measured.</param>
    /// <param name="details">Each single measurement.</param>
    public Report(LatencyOptions options, IReadOnlyList<object> details)
    {
        _options = options;
        _details = details;
    }

    /// <summary>Whether every demand is met.</summary>
    public bool IsMet => _demands.TrueForAll(d => d.IsMet);

    /// <summary>Adds figures, in ms, and sums them up.</summary>
    public Distribution Add(string name, IEnumerable<double?> values) => _figures[name] = new Distribution(values.OfType<double>());

    /// <summary>Adds something that is demanded.</summary>
    public void Demand(string text, double value, double limit, bool atLeast = false) => _demands.Add(new Demand(text, value, limit, atLeast));

    /// <summary>Adds a line of text.</summary>
    public void Note(string line) => _notes.Add(line);

    /// <summary>Prints it.</summary>
    public void Print(TextWriter to)
    {
        to.WriteLine($"\n{Path.GetFileNameWithoutExtension(_options.OutPath)}, seed {_options.Seed}");
        to.WriteLine($"{"ms",-50}{"p50",9}{"p95",9}{"max",9}{"n",6}");
        foreach ((string name, Distribution figures) in _figures)
        {
            to.WriteLine($"{name,-50}{figures}");
        }

        _notes.ForEach(to.WriteLine);
        _demands.ForEach(to.WriteLine);
    }

    /// <summary>Writes it as JSON.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(
            new
            {
                scenario = _options.Scenario,
                seed = _options.Seed,
                network = _options.IsRelayed ? "relay" : "clean",
                reports = _options.Reports,
                deviceDelayMs = _options.DeviceDelay,
                minSpeechMs = _options.MinSpeech,
                byClear = _options.ByClear,
                taken = DateTimeOffset.UtcNow,
                figures = _figures,
                demands = _demands,
                notes = _notes,
                details = _details,
            },
            Json));
    }
}
