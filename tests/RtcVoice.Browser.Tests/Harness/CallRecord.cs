using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RtcVoice.Browser.Tests.Harness;

/// <summary>Everything that a call left behind. Page times are in ms on the page's clock.</summary>
internal sealed record CallRecord
{
    /// <summary>A sample beyond this is sound: -40 dBFS.</summary>
    private const short Audible = 328;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LateWindow = TimeSpan.FromSeconds(15);
    private readonly short[] _samples = [];

    /// <summary>Rate of the recording, in Hz.</summary>
    public int Rate { get; init; }

    /// <summary>The page time of the recording's first sample.</summary>
    public double RecordingStart { get; init; }

    /// <summary>The recording as it came: base64 of 16-bit PCM.</summary>
    public string Recording
    {
        get => "";
        init => _samples = MemoryMarshal.Cast<byte, short>(Convert.FromBase64String(value)).ToArray();
    }

    /// <summary>When what happened: start, offered, answered, track, connected, open:LABEL, sounding.</summary>
    public required IReadOnlyDictionary<string, double> Times { get; init; }

    /// <summary>The connection's states.</summary>
    public required IReadOnlyList<StateChange> States { get; init; }

    /// <summary>The statistics of each second.</summary>
    public required IReadOnlyList<CallStatistics> Stats { get; init; }

    /// <summary>What came on the data channels.</summary>
    public required IReadOnlyList<ChannelMessage> Events { get; init; }

    public string Offer { get; init; } = "";

    public string Answer { get; init; } = "";

    /// <summary>The call's own address.</summary>
    public Uri? Location { get; init; }

    /// <summary>What the caller heard, from the moment the track was there to the end.</summary>
    [JsonIgnore]
    public ReadOnlySpan<short> Samples => _samples;

    /// <summary>From the start of the offer to connected.</summary>
    public TimeSpan ConnectTime => Since("start", "connected");

    /// <summary>From the POST of the offer to connected: what the server and the network have a part in.</summary>
    public TimeSpan AnswerToConnected => Since("offered", "connected");

    /// <summary>From the POST of the offer to the first audible sample; null when nothing sounded.</summary>
    public TimeSpan? FirstSound
    {
        get
        {
            int first = _samples.AsSpan().IndexOfAnyExceptInRange((short)-Audible, Audible);
            return first < 0 ? null : TimeSpan.FromMilliseconds(RecordingStart + (first * 1000.0 / Rate) - Times["offered"]);
        }
    }

    /// <summary>The page time of the last audible sample; null when nothing sounded.</summary>
    public double? LastSound
    {
        get
        {
            int last = _samples.AsSpan().LastIndexOfAnyExceptInRange((short)-Audible, Audible);
            return last < 0 ? null : PageTime((double)last / Rate);
        }
    }

    /// <summary>The time from one mark to another.</summary>
    public TimeSpan Since(string from, string to) => TimeSpan.FromMilliseconds(Times[to] - Times[from]);

    /// <summary>The page time of a moment of the recording.</summary>
    public double PageTime(double recordingSeconds) => RecordingStart + (recordingSeconds * 1000);

    /// <summary>What the jitter buffer did in this window, told from the connection; the whole call if none is given.</summary>
    public ListeningQuality Quality(TimeSpan? from = null, TimeSpan? to = null)
    {
        double connected = Times["connected"];
        CallStatistics[] with = [.. Stats.Where(s => s.Inbound is not null
            && s.At - connected >= (from ?? default).TotalMilliseconds
            && s.At - connected <= (to ?? TimeSpan.MaxValue).TotalMilliseconds)];
        Assert.That(with, Has.Length.GreaterThan(1), "a window needs statistics at both ends");
        // The first second is measured from nothing, a later window from its first sample.
        CallStatistics.InboundAudio start = from is null ? new() : with[0].Inbound!;
        return ListeningQuality.Between(start, with[^1].Inbound!);
    }

    /// <summary>The figures that the sound of a call is judged by: all of it, what follows the first 5 s, and the last 15 s.</summary>
    public string DescribeQuality()
    {
        var length = TimeSpan.FromMilliseconds(Stats[^1].At - Times["connected"]);
        string settled = length > Settling ? $"\nafter the first {Settling.TotalSeconds} s: {Quality(Settling)}" : "";
        string late = length > LateWindow ? $"\nin the last {LateWindow.TotalSeconds} s: {Quality(length - LateWindow)}" : "";
        return $"{Quality()}{settled}{late}";
    }

    internal sealed record StateChange(double At, string State);

    internal sealed record ChannelMessage(double At, string Channel, JsonElement Body);
}
