using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RtcVoice.BrowserKit.Calls;

/// <summary>Everything that a call left behind. Page times are in ms on the page's clock.</summary>
public sealed record CallRecord
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

    /// <summary>Channels of the recording, interleaved: what was heard and, where there is a second one, what the microphone played.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>The recording's first sample on the clock of the page's audio context, in frames.</summary>
    public long FirstFrame { get; init; }

    /// <summary>The wall clock, in ms since 1970, at page time zero.</summary>
    public double TimeOrigin { get; init; }

    /// <summary>When the page had got each part of the recording.</summary>
    public IReadOnlyList<RenderedPart> Clock { get; init; } = [];

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

    /// <summary>What the caller heard, from the moment the track was there to the end; interleaved with what it said where that was recorded.</summary>
    [JsonIgnore]
    public ReadOnlySpan<short> Samples => _samples;

    /// <summary>One channel of the recording, from 0.</summary>
    public short[] Channel(int index)
    {
        var channel = new short[_samples.Length / Channels];
        for (int i = 0; i < channel.Length; i++)
        {
            channel[i] = _samples[(i * Channels) + index];
        }

        return channel;
    }

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
        if (with.Length < 2)
        {
            throw new InvalidOperationException("A window needs statistics at both ends.");
        }

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

    /// <summary>A part of the recording that had been rendered.</summary>
    /// <param name="Frame">The frame after its last one, on the clock of the audio context.</param>
    /// <param name="At">The page time at which the page got it.</param>
    public sealed record RenderedPart(long Frame, double At);

    public sealed record StateChange(double At, string State);

    public sealed record ChannelMessage(double At, string Channel, JsonElement Body);
}
