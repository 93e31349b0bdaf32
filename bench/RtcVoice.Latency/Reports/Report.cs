using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RtcVoice.BrowserKit.Calls;
using RtcVoice.Reports;

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

    /// <summary>Begins a report.</summary>
    /// <param name="options">How it was measured.</param>
    /// <param name="details">Each single measurement.</param>
    public Report(LatencyOptions options, IReadOnlyList<object> details)
    {
        Name = Path.GetFileNameWithoutExtension(options.OutPath);
        Options = options with { Key = null };
        Taken = DateTimeOffset.UtcNow;
        MachineName = Machine.Describe();
        Details = JsonSerializer.SerializeToElement(details, Json);
    }

    /// <summary>Reads one that was saved.</summary>
    [JsonConstructor]
    public Report(string name, LatencyOptions options, DateTimeOffset taken, string machineName, JsonElement details)
    {
        Name = name;
        Options = options;
        Taken = taken;
        MachineName = machineName;
        Details = details;
    }

    /// <summary>The scenario, and how it was run.</summary>
    public string Name { get; }

    /// <summary>How it was measured; no key.</summary>
    public LatencyOptions Options { get; }

    /// <summary>When.</summary>
    public DateTimeOffset Taken { get; }

    /// <summary>On what.</summary>
    public string MachineName { get; }

    /// <summary>The figures, summed up.</summary>
    public Dictionary<string, Distribution> Figures { get; init; } = [];

    /// <summary>Those that a page plots.</summary>
    public List<string> Plotted { get; init; } = [];

    /// <summary>What is demanded.</summary>
    public List<Demand> Demands { get; init; } = [];

    /// <summary>Lines of text.</summary>
    public List<string> Notes { get; init; } = [];

    /// <summary>Each single measurement.</summary>
    public JsonElement Details { get; }

    /// <summary>Whether every demand is met.</summary>
    [JsonIgnore]
    public bool IsMet => Demands.TrueForAll(d => d.IsMet);

    /// <summary>Reads a file that <see cref="Save"/> has written.</summary>
    public static Report Read(string path) => JsonSerializer.Deserialize<Report>(File.ReadAllText(path), Json)!;

    /// <summary>Adds figures, in ms, and sums them up.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="values">Those that could be told.</param>
    /// <param name="plotted">Whether a page plots them.</param>
    public Distribution Add(string name, IEnumerable<double?> values, bool plotted = false)
    {
        if (plotted)
        {
            Plotted.Add(name);
        }

        return Figures[name] = new Distribution([.. values.OfType<double>()]);
    }

    /// <summary>Adds what the browser's jitter buffer did, call by call.</summary>
    public void AddJitterBuffer(IReadOnlyCollection<ListeningQuality> calls)
    {
        Add("jitter buffer of a call: mean delay", calls.Select(c => (double?)c.BufferDelay.TotalMilliseconds), plotted: true);
        Add("  concealed audibly", calls.Select(c => (double?)(c.ConcealedAudibly * c.Seconds * 1000)));
        Add("  concealed, silence included", calls.Select(c => (double?)(c.Concealed * c.Seconds * 1000)));
        Add("  inserted to slow down", calls.Select(c => (double?)(c.Stretched / ListeningQuality.SamplesPerMillisecond)));
        Add("  removed to speed up", calls.Select(c => (double?)(c.Squeezed / ListeningQuality.SamplesPerMillisecond)));
    }

    /// <summary>Adds something that is demanded.</summary>
    public void Demand(string text, double value, double limit, bool atLeast = false) => Demands.Add(new Demand(text, value, limit, atLeast));

    /// <summary>Adds a line of text.</summary>
    public void Note(string line) => Notes.Add(line);

    /// <summary>Prints it.</summary>
    public void Print(TextWriter to)
    {
        to.WriteLine($"\n{Name}, seed {Options.Seed}");
        to.WriteLine($"{"ms",-50}{"p50",9}{"p95",9}{"max",9}{"n",6}");
        foreach ((string name, Distribution figures) in Figures)
        {
            to.WriteLine($"{name,-50}{figures}");
        }

        Notes.ForEach(to.WriteLine);
        Demands.ForEach(to.WriteLine);
    }

    /// <summary>Writes it as JSON.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(this, Json));
    }
}
