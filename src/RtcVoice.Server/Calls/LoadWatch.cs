using System.Diagnostics.Metrics;
using RtcVoice.Pacing;
using RtcVoice.Server.Hosting;
using RtcVoice.Timing;

namespace RtcVoice.Server.Calls;

/// <summary>Samples how punctual the pacer and the call workers are, tells the gate, and shows what it decides.</summary>
internal sealed partial class LoadWatch(VoiceRuntime runtime, LoadGate gate, TimeProvider clock, ILogger<LoadWatch> logger) : IHostedService, IDisposable
{
    /// <summary>What makes a server with so few calls late is not its calls, and to refuse another would mend nothing.</summary>
    private const int FewCalls = 10;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly VoiceRuntime _runtime = runtime;
    private readonly LoadGate _gate = gate;
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
            bool hasLoad = _runtime.Pacing.CallCount > FewCalls;
            TimeSpan lateness = _pacer!.Take().P99;
            TimeSpan pacer = hasLoad ? lateness : TimeSpan.Zero;
            TimeSpan ticks = hasLoad ? _runtime.CallServices.Workers.Lateness : TimeSpan.Zero;
            if (!_gate.Observe(pacer, ticks, _clock.GetInstant()))
            {
                return;
            }

            if (_gate.IsOpen)
            {
                LogOpened(_gate.Refused);
            }
            else
            {
                LogClosed(pacer.TotalMilliseconds, ticks.TotalMilliseconds);
            }
        }
    }
}
