using Microsoft.Extensions.Logging;

namespace RtcVoice.Pacing.Wheel;

/// <summary>
/// Tells the world which calls the pacer has let go, on a timer of the thread pool: completing a task and logging
/// allocate and lock, so the pacer itself may do neither.
/// </summary>
internal sealed partial class EndedCalls : IDisposable
{
    /// <summary>How long a removed call's owner may wait to learn of it.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private readonly CallStack _ended;
    private readonly ILogger _logger;
    private ITimer? _timer;
    private int _reported;

    public EndedCalls(CallStack ended, ILogger logger)
    {
        _ended = ended;
        _logger = logger;
    }

    /// <summary>Calls reported so far.</summary>
    public int Reported => Volatile.Read(ref _reported);

    public void Start(TimeProvider clock) =>
        _timer = clock.CreateTimer(static state => ((EndedCalls)state!).Report(), this, Period, Period);

    /// <summary>Reports what the pacer has let go since the last time.</summary>
    public void Report()
    {
        CallNode? next;
        for (CallNode? node = _ended.TakeAll(); node is not null; node = next)
        {
            next = node.Next;
            PacedCall call = node.Call;
            if (call.Fault is { } fault)
            {
                LogSinkFault(fault);
            }

            Interlocked.Increment(ref _reported);
            call.Complete();
        }
    }

    public void Dispose() => _timer?.Dispose();
}
