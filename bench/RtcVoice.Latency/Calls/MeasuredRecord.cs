using System.Text.Json;
using RtcVoice.BrowserKit.Calls;

namespace RtcVoice.Latency.Calls;

/// <summary>What a <see cref="MeasuredCall"/> left behind, with its sound apart and its clocks as one.</summary>
internal sealed class MeasuredRecord
{
    /// <summary>Samples a second, of both channels.</summary>
    public const int Rate = 48_000;

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
        // -40 dBFS: a clip begins with its first audible 10 ms.
        const short Audible = 328;
        int from = SampleAt(frame);
        int silent = Said.AsSpan(from).IndexOfAnyExceptInRange((short)-Audible, Audible);
        return silent < 0 ? throw new InvalidOperationException("The microphone played nothing.") : from + silent;
    }

    /// <summary>What the jitter buffer did.</summary>
    public ListeningQuality Quality => _record.Quality();

    /// <summary>The sample of the recordings at a frame of the context.</summary>
    public int SampleAt(long frame) => (int)(frame - _record.FirstFrame);

    /// <summary>Where each answer was cut: of those that the server corrected, the last word.</summary>
    public IReadOnlyList<Truncation> Truncations => [.. _record.Events
        .Where(e => e.Body.ValueKind == JsonValueKind.Object && e.Body.TryGetProperty("type", out JsonElement type) && type.GetString() == "conversation.item.truncated")
        .GroupBy(e => e.Body.GetProperty("item_id").GetString()!)
        .Select(g => new Truncation(g.Key, g.First().At, g.Last().Body.GetProperty("audio_end_ms").GetInt32()))];

    /// <summary>A cut, as the page was told.</summary>
    /// <param name="ItemId">Of which item.</param>
    /// <param name="At">When the page learned of it, by its own time.</param>
    /// <param name="AudioEndMs">How much of the answer was heard.</param>
    internal sealed record Truncation(string ItemId, double At, int AudioEndMs);
}
