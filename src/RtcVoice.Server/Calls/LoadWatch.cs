using System.Diagnostics.Metrics;
using RtcVoice.Conversation.Calls;
using RtcVoice.Pacing;
using RtcVoice.Server.Hosting;
using RtcVoice.Timing;

namespace RtcVoice.Server.Calls;

/// <summary>
/// Samples how punctual the pacer and the call workers are, tells the gate and the encoders' effort, and shows what they
/// decide. In this order: effort gives way to load first, and calls are refused where that is not enough.
/// </summary>
internal sealed partial class LoadWatch(VoiceRuntime runtime, LoadGate gate, EncodingEffort effort, TimeProvider clock, ILogger<LoadWatch> logger) : IHostedService, IDisposable
{
    /// <summary>What makes a server with so few calls late is not its calls, and to refuse another would mend nothing.</summary>
    private const int FewCalls = 10;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly VoiceRuntime _runtime = runtime;
    private readonly LoadGate _gate = gate;
    private readonly EncodingEffort _effort = effort;
    private readonly TimeProvider _clock = clock;
    private readonly ILogger _logger = logger;
    private readonly Meter _meter = new("RtcVoice.Server");
    private readonly Lock _sampling = new();
    private DurationWindow? _pacer;
    private ITimer? _timer;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _pacer = _runtime.Pacing.Statistics.WatchLateness();
        _meter.CreateObservableGauge("rtcvoice.admission.open", () => _gate.IsOpen ? 1 : 0, null, "1 while new calls are taken.");
        _meter.CreateObservableCounter("rtcvoice.admission.refused", () => _gate.Refused, "{call}", "Calls refused because the server was busy.");
        _meter.CreateObservableGauge(
            "rtcvoice.admission.tick_lateness", () => _runtime.CallServices.Workers.Lateness.TotalSeconds, "s", "How late the busiest call worker is.");
        _meter.CreateObservableGauge(
            "rtcvoice.admission.worker_busy", () => _runtime.CallServices.Workers.Busy, null, "Share of its time that the busiest call worker works.");
        _meter.CreateObservableGauge("rtcvoice.opus.complexity", () => _effort.Complexity, null, "Effort that speech is coded with, 0 to 10.");
        _timer = _clock.CreateTimer(_ => Sample(), null, Interval, Interval);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _timer?.Dispose();
        _meter.Dispose();
    }

    private void Sample()
    {
        // On a starved pool the callbacks of a timer overlap.
        lock (_sampling)
        {
            TimeSpan pacer = _pacer!.Take().P99;
            CallWorkers workers = _runtime.CallServices.Workers;
            LoadSample load = _runtime.Pacing.CallCount > FewCalls ? new LoadSample(pacer, workers.Lateness, workers.Busy) : default;
            Instant now = _clock.GetInstant();
            if (_effort.Observe(load, now))
            {
                _runtime.CallServices.Encoders.Complexity = _effort.Complexity;
                LogComplexity(_effort.Complexity, 100 * load.Busy, load.TickLateness.TotalMilliseconds);
            }

            if (!_gate.Observe(load, now))
            {
                return;
            }

            if (_gate.IsOpen)
            {
                LogOpened(_gate.Refused);
            }
            else
            {
                LogClosed(load.PacerLateness.TotalMilliseconds, load.TickLateness.TotalMilliseconds, 100 * load.Busy);
            }
        }
    }
}
