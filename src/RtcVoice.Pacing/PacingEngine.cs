using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RtcVoice.Pacing.Clock;
using RtcVoice.Pacing.Measures;
using RtcVoice.Pacing.Wheel;

namespace RtcVoice.Pacing;

/// <summary>
/// The clock of all calls: one thread of its own sends every call's frame every 20 ms, at deadlines of an absolute
/// grid of the monotonic clock, from the moment the call is added until it is removed; silence where there is no
/// speech. It does not encode, encrypt or own sockets. A process has one: a second real-time thread would compete.
/// </summary>
public sealed partial class PacingEngine : IDisposable
{
    private readonly PacingOptions _options;
    private readonly PacingLoop _loop;
    private readonly EndedCalls _ended;
    private readonly PacingMeter _meter;

    /// <summary>Between <see cref="Add"/> and <see cref="Dispose"/> only; the pacer never takes it.</summary>
    private readonly Lock _gate = new();

    private Thread? _thread;
    private int _added;
    private volatile bool _isStopping;
    private bool _isDisposed;

    private PacingEngine(PacingOptions options, IPacerClock clock, ILogger logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxCalls, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxCalls, PacingOptions.MostCalls);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RealtimePriority, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.RealtimePriority, 99);
        _options = options;
        _loop = new PacingLoop(clock, Statistics);
        _ended = new EndedCalls(_loop.Ended, logger);
        _meter = new PacingMeter(this);
    }

    /// <summary>What scheduling the thread has obtained.</summary>
    public PacerScheduling Level { get; private set; } = PacerScheduling.Stepped;

    /// <summary>What the pacer measured of itself. May be read by any thread.</summary>
    public PacingStatistics Statistics { get; } = new();

    /// <summary>Calls added and not yet let go.</summary>
    public int CallCount => Volatile.Read(ref _added) - _ended.Reported;

    /// <summary>True when <see cref="Add"/> would refuse a call: refuse it earlier, when it is offered.</summary>
    public bool IsFull => CallCount >= _options.MaxCalls;

    /// <summary>Starts the thread and returns when it runs, warm.</summary>
    /// <param name="options">How to run; <see cref="PacingOptions.Default"/> when null.</param>
    /// <param name="clock">
    /// The system's clock, <see cref="TimeProvider.System"/>: its timestamps are the times that the thread waits for.
    /// </param>
    /// <param name="logger">Told what scheduling was obtained and which sinks threw; never on the pacer's thread.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static PacingEngine Start(PacingOptions? options, TimeProvider clock, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(logger);
        IPacerClock pacerClock = LinuxPacerClock.Supports(clock) ? new LinuxPacerClock(clock) : new PortablePacerClock(clock);
        var engine = new PacingEngine(options ?? PacingOptions.Default, pacerClock, logger);
        engine.StartThread(logger);
        engine._ended.Start(clock);
        return engine;
    }

    /// <summary>
    /// An engine with no thread, for a test on a virtual clock: its owner moves <paramref name="clock"/> and calls
    /// <see cref="RunDueSlots"/>.
    /// </summary>
    /// <param name="options">How to run; <see cref="PacingOptions.Default"/> when null.</param>
    /// <param name="clock">The clock that the owner moves; in steps of 1 ms at most where departures should be on time.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static PacingEngine CreateStepped(PacingOptions? options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new PacingEngine(options ?? PacingOptions.Default, new SteppedClock(clock), NullLogger.Instance);
    }

    /// <summary>Runs every slot whose deadline has come. For a stepped engine alone.</summary>
    /// <exception cref="InvalidOperationException">The engine has a thread of its own.</exception>
    public void RunDueSlots()
    {
        if (_thread is not null)
        {
            throw new InvalidOperationException("This engine runs on a thread of its own.");
        }

        while (_loop.TryRunDueSlot())
        {
        }

        _ended.Report();
    }

    /// <summary>Puts a call on the wheel and starts its media clock. Any thread; the pacer waits for nobody.</summary>
    /// <param name="sink">Where its packets go.</param>
    /// <param name="speech">Where its frames come from; of one call alone.</param>
    /// <exception cref="InvalidOperationException">The engine is full (<see cref="IsFull"/>), or the speech has a call already.</exception>
    /// <exception cref="ObjectDisposedException">The engine has ended.</exception>
    public PacedCall Add(IPacedSink sink, SpeechOut speech)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(speech);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (IsFull)
            {
                throw new InvalidOperationException($"The pacer is full: it paces {_options.MaxCalls} calls.");
            }

            speech.Attach(Statistics);
            var call = new PacedCall(sink, speech.Ring, speech.Silence, speech.Departures);
            Volatile.Write(ref _added, _added + 1);
            _loop.Added.Push(call.Addition);
            return call;
        }
    }

    /// <summary>
    /// Takes a call off the wheel; completes (within 50 ms) when the pacer no longer touches its sink and speech, which
    /// may then be disposed. Any thread; a second call waits for the same end.
    /// </summary>
    /// <param name="call">A call of this engine.</param>
    public Task RemoveAsync(PacedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.TryRequestRemoval())
        {
            _loop.Removed.Push(call.Removal);
        }

        return call.Completion;
    }

    /// <summary>Stops the thread and lets every call go. Not from a sink.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _isStopping = true;
        _thread?.Join();
        _loop.EndAll();
        _ended.Report();
        _ended.Dispose();
        _meter.Dispose();
    }

    private void StartThread(ILogger logger)
    {
        using var ready = new ManualResetEventSlim();
        ThreadScheduling scheduling = default;
        _thread = new Thread(() =>
        {
            PacingWarmUp.Run();
            scheduling = ThreadScheduling.Raise(_options);
            ready.Set();
            while (!_isStopping)
            {
                _loop.RunSlot();
            }
        })
        {
            IsBackground = true,
            Name = "RtcVoice pacer",
        };
        _thread.Start();
        ready.Wait();
        Level = scheduling.Level;
        if (scheduling.RealtimeError == 0)
        {
            LogStarted(logger, Level);
        }
        else
        {
            LogRealtimeRefused(logger, Level, scheduling.RealtimeError);
        }
    }
}
