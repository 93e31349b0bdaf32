using System.Text.Json;

namespace RtcVoice.TestKit.Upstreams;

/// <summary>
/// Turn detection of the stand-in: when the person speaks, the test says; what follows of it is as OpenAI does it (wire
/// contract, C.6 and C.7, over a WebSocket: nothing is truncated by itself).
/// </summary>
public sealed partial class StandInSession
{
    /// <summary>How turns are found: server_vad until the client says otherwise, null when it leaves that to nobody.</summary>
    private JsonElement? _detection = ToJson(new { type = "server_vad" });

    private (string ItemId, TimeSpan Start)? _speech;

    /// <summary>Bytes of sound that have come in, whatever became of them.</summary>
    private long _heardBytes;

    /// <summary>How turns are found, as the client has it; null when they are not.</summary>
    public JsonElement? TurnDetection
    {
        get
        {
            lock (_gate)
            {
                return _detection;
            }
        }
    }

    /// <summary>Whether a turn that it has found is left without a response for now, as a busy model leaves it.</summary>
    public bool IsSlowToRespond { get; set; }

    /// <summary>All sound that has come in.</summary>
    public TimeSpan Heard => TimeSpan.FromSeconds((double)Interlocked.Read(ref _heardBytes) / BytesPerSecond);

    /// <summary>Finds that the person speaks; the response that is being made is cancelled, unless the client will not have that.</summary>
    /// <param name="start">Where in all the sound the turn begins.</param>
    /// <exception cref="InvalidOperationException">The client has not asked for turns to be found.</exception>
    public async Task BeginSpeechAsync(TimeSpan start)
    {
        JsonElement detection = RequireDetection();
        string itemId = NextId("item");
        _speech = (itemId, start);
        await SendAsync(new { type = "input_audio_buffer.speech_started", audio_start_ms = (int)start.TotalMilliseconds, item_id = itemId }).ConfigureAwait(false);
        if (ActiveResponse is { } active && IsOn(detection, "interrupt_response"))
        {
            await FinishAsync(active, "cancelled", new { type = "cancelled", reason = "turn_detected" }).ConfigureAwait(false);
        }
    }

    /// <summary>Finds that the turn is over; it becomes an item, and a response begins, unless the client will not have that.</summary>
    /// <param name="end">Where in all the sound it ends.</param>
    /// <returns>The item, and the response or null.</returns>
    /// <exception cref="InvalidOperationException">No turn has begun, or the client has not asked for turns to be found.</exception>
    public async Task<(StandInItem Item, string? Response)> EndSpeechAsync(TimeSpan end)
    {
        JsonElement detection = RequireDetection();
        (string itemId, TimeSpan start) = _speech ?? throw new InvalidOperationException("No turn has begun.");
        _speech = null;
        byte[] pcm = TakeSound(start, end);
        await SendAsync(new { type = "input_audio_buffer.speech_stopped", audio_end_ms = (int)end.TotalMilliseconds, item_id = itemId }).ConfigureAwait(false);
        StandInItem item = Add(new StandInItem(itemId) { Sound = TimeSpan.FromSeconds((double)pcm.Length / BytesPerSecond), Pcm = pcm });
        await TellCommittedAsync(item).ConfigureAwait(false);
        if (!IsOn(detection, "create_response") || ActiveResponse is not null || IsSlowToRespond)
        {
            return (item, null);
        }

        return (item, await BeginByItselfAsync().ConfigureAwait(false));
    }

    private async Task<string> BeginByItselfAsync()
    {
        string response = NextId("resp");
        ActiveResponse = response;
        await SendAsync(new { type = "response.created", response = new { id = response, @object = "realtime.response", status = "in_progress", metadata = (object?)null } }).ConfigureAwait(false);
        return response;
    }

    private JsonElement RequireDetection() => TurnDetection ?? throw new InvalidOperationException("The client has not asked for turns to be found.");

    private static bool IsOn(JsonElement detection, string name) => !detection.TryGetProperty(name, out JsonElement value) || value.GetBoolean();

    // An update says what changes: what it does not name stays as it is.
    private Task UpdateAsync(JsonElement session)
    {
        if (session.TryGetProperty("audio", out JsonElement audio) && audio.TryGetProperty("input", out JsonElement input) && input.TryGetProperty("turn_detection", out JsonElement detection))
        {
            lock (_gate)
            {
                _detection = detection.ValueKind == JsonValueKind.Null ? null : detection;
            }
        }

        return SendAsync(new { type = "session.updated", session });
    }

    private byte[] TakeSound(TimeSpan start, TimeSpan end)
    {
        lock (_gate)
        {
            long buffered = Interlocked.Read(ref _heardBytes) - _buffered.Count;
            int from = (int)Math.Clamp(ToByte(start) - buffered, 0, _buffered.Count);
            int to = (int)Math.Clamp(ToByte(end) - buffered, from, _buffered.Count);
            byte[] pcm = [.. _buffered[from..to]];
            _buffered.RemoveRange(0, to);
            return pcm;
        }
    }

    private static long ToByte(TimeSpan position) => (long)(position.TotalSeconds * BytesPerSecond) / sizeof(short) * sizeof(short);
}
