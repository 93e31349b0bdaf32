using System.Buffers;
using System.Text.Json;
using RtcVoice.Pacing;
using RtcVoice.Server.Calls;
using RtcVoice.Server.Hosting;

namespace RtcVoice.Server.Watching;

/// <summary>Looks at the server and all of its calls. One caller at a time.</summary>
internal sealed class SnapshotTaker(CallRegistry calls, VoiceRuntime runtime, LoadGate gate, EncodingEffort effort, TimeProvider clock)
{
    private static readonly byte[] Head = "event: calls\ndata: "u8.ToArray();
    private static readonly byte[] End = "\n\n"u8.ToArray();

    private readonly CallRegistry _calls = calls;
    private readonly VoiceRuntime _runtime = runtime;
    private readonly LoadGate _gate = gate;
    private readonly EncodingEffort _effort = effort;
    private readonly TimeProvider _clock = clock;

    /// <summary>A thousand calls are more than a megabyte: written here and copied once, for as many as watch.</summary>
    private readonly ArrayBufferWriter<byte> _event = new();
    private DurationWindow? _lateness;

    /// <summary>Takes a snapshot, as an event of a text/event-stream.</summary>
    public async Task<byte[]> TakeAsync(CancellationToken cancellation)
    {
        await _runtime.Ready.WaitAsync(cancellation);
        _lateness ??= _runtime.Pacing.Statistics.WatchLateness();
        var snapshot = new CallsSnapshot
        {
            At = _clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Pacer = CallViews.Of(_runtime.Pacing),
            RecentLateness = DurationView.Of(_lateness.Take()),
            TickLatenessUs = _runtime.CallServices.Workers.Lateness.TotalMicroseconds,
            WorkerBusy = _runtime.CallServices.Workers.Busy,
            OpusComplexity = _effort.Complexity,
            IsAdmissionOpen = _gate.IsOpen,
            Refused = _gate.Refused,
            Calls = await _calls.ListAsync(cancellation),
        };
        return Write(snapshot);
    }

    private byte[] Write(CallsSnapshot snapshot)
    {
        _event.ResetWrittenCount();
        _event.Write(Head);
        using (var json = new Utf8JsonWriter(_event))
        {
            JsonSerializer.Serialize(json, snapshot, ServerJson.Default.CallsSnapshot);
        }

        _event.Write(End);
        return _event.WrittenSpan.ToArray();
    }
}
