using System.Text.Json;
using RtcVoice.BrowserKit.Calls;

namespace RtcVoice.Latency.Calls;

/// <summary>What a <see cref="MeasuredCall"/> left behind, with its sound apart and its clocks as one.</summary>
internal sealed class MeasuredRecord
{
    /// <summary>Samples a second, of both channels.</summary>
    public const int Rate = 48_000;

    /// <summary>-40 dBFS: a clip begins with its first audible 10 ms.</summary>
    private const short Audible = 328;

    private readonly CallRecord _record;

    /// <summary>Takes a call's record.</summary>
    /// <param name="record">With two channels.</param>
    /// <param name="ahead">How far the page's wall clock was ahead.</param>
    public MeasuredRecord(CallRecord record, TimeSpan ahead)
    {
        _record = record;
        Heard = record.Channel(0);
        Said = record.Channel(1);
        Clock = new PageClock(record, ahead);
    }

    /// <summary>What was rendered.</summary>
    public short[] Heard { get; }

    /// <summary>What the microphone played.</summary>
    public short[] Said { get; }

    /// <summary>The call's clocks.</summary>
    public PageClock Clock { get; }

    /// <summary>The first sample at or behind a frame of the context at which the microphone is heard.</summary>
    public int OnsetAt(long frame)
    {
        int from = SampleAt(frame);
        int silent = Said.AsSpan(from).IndexOfAnyExceptInRange((short)-Audible, Audible);
        return silent < 0 ? throw new InvalidOperationException("The microphone played nothing.") : from + silent;
    }

    /// <summary>The sample behind the last one at which the microphone is heard, of a clip of so many samples that began at a frame of the context.</summary>
    public int EndOf(long frame, int length)
    {
        int from = SampleAt(frame);
        int to = Math.Min(Said.Length, from + length);
        int last = Said.AsSpan(from, to - from).LastIndexOfAnyExceptInRange((short)-Audible, Audible);
        return last < 0 ? throw new InvalidOperationException("The microphone played nothing.") : from + last + 1;
    }

    /// <summary>When what happened, by the page's time: see <see cref="CallRecord.Times"/>.</summary>
    public IReadOnlyDictionary<string, double> Times => _record.Times;

    /// <summary>How the server says that it finds the ends of turns; undefined when it does not.</summary>
    public JsonElement Detector => EventsOf("session.created").Select(e => e.Body).FirstOrDefault() is { ValueKind: JsonValueKind.Object } created
        && created.GetProperty("session").TryGetProperty("audio", out JsonElement audio)
        && audio.TryGetProperty("input", out JsonElement input)
        && input.TryGetProperty("turn_detection", out JsonElement detection)
            ? detection
            : default;

    /// <summary>The silence that it waits for, in ms; null when none is set.</summary>
    public double? DetectorSilence => Detector is { ValueKind: JsonValueKind.Object } detector && detector.TryGetProperty("silence_duration_ms", out JsonElement silence)
        ? silence.GetDouble()
        : null;

    /// <summary>When the page got an event of a type between two of its times; null when it got none.</summary>
    public double? EventBetween(string type, double from, double to) =>
        EventsOf(type).Where(e => e.At > from && e.At < to).Select(e => (double?)e.At).FirstOrDefault();

    /// <summary>What the jitter buffer did.</summary>
    public ListeningQuality Quality => _record.Quality();

    /// <summary>The sample of the recordings at a frame of the context.</summary>
    public int SampleAt(long frame) => (int)(frame - _record.FirstFrame);

    /// <summary>Where each answer was cut: of those that the server corrected, the last word.</summary>
    public IReadOnlyList<Truncation> Truncations => [.. EventsOf("conversation.item.truncated")
        .GroupBy(e => e.Body.GetProperty("item_id").GetString()!)
        .Select(g => new Truncation(g.Key, g.First().At, g.Last().Body.GetProperty("audio_end_ms").GetInt32()))];

    private IEnumerable<CallRecord.ChannelMessage> EventsOf(string type) => _record.Events
        .Where(e => e.Body.ValueKind == JsonValueKind.Object && e.Body.TryGetProperty("type", out JsonElement told) && told.GetString() == type);

    /// <summary>A cut, as the page was told.</summary>
    /// <param name="ItemId">Of which item.</param>
    /// <param name="At">When the page learned of it, by its own time.</param>
    /// <param name="AudioEndMs">How much of the answer was heard.</param>
    internal sealed record Truncation(string ItemId, double At, int AudioEndMs);
}
