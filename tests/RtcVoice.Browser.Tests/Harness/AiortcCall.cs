using System.Text.Json;
using System.Text.Json.Serialization;
using RtcVoice.BrowserKit;

namespace RtcVoice.Browser.Tests.Harness;

/// <summary>What a call by aiortc (aiortc/client.py) came to.</summary>
internal sealed record AiortcCall
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public bool Connected { get; init; }

    public string? Error { get; init; }

    public int Status { get; init; }

    public Uri? Location { get; init; }

    [JsonPropertyName("connect_ms")]
    public double? ConnectMilliseconds { get; init; }

    [JsonPropertyName("first_frame_ms")]
    public double? FirstFrameMilliseconds { get; init; }

    public int? Hangup { get; init; }

    public EchoOutcome? Echo { get; init; }

    public Sound? Received { get; init; }

    public IReadOnlyList<string?> Events { get; init; } = [];

    /// <summary>Calls the server, offering one SRTP profile alone, by its IANA name.</summary>
    public static async Task<AiortcCall> MakeAsync(Uri server, string profile, TimeSpan time, string? say = null, string? record = null)
    {
        List<string> arguments =
        [
            BrowserFiles.InTests("aiortc", "client.py"), new Uri(server, "/v1/realtime/calls").AbsoluteUri,
            "--profile", profile, "--seconds", time.TotalSeconds.ToString("F1", System.Globalization.CultureInfo.InvariantCulture),
        ];
        arguments.AddRange(say is null ? [] : ["--say", say]);
        arguments.AddRange(record is null ? [] : ["--record", record]);
        // Debian's own interpreter: python3-aiortc is installed for no other.
        Command.Outcome outcome = await Command.RunAsync(time + TimeSpan.FromSeconds(60), "/usr/bin/python3", arguments).ConfigureAwait(false);
        Assert.That(outcome.Output, Is.Not.Empty, outcome.Errors);
        return JsonSerializer.Deserialize<AiortcCall>(outcome.Output, Json)!;
    }

    internal sealed record EchoOutcome(bool Opened, int Sent, int Returned, IReadOnlyList<JsonElement> Wrong, IReadOnlyList<double> RoundTripMs);

    internal sealed record Sound(double Seconds, double AudibleSeconds, double Rms, double Peak);
}
