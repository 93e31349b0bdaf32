using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Calls;

/// <summary>
/// A few threads that tick every call: decode, voice activity, turn-taking, and topping up the frame ring. A call
/// belongs to one worker, so its audio has one owner and no lock; agents and the network run elsewhere.
/// </summary>
public sealed partial class CallWorkers : IDisposable
{
    /// <summary>Half a frame: a frame waits no longer than this, and the ring is topped up well before it is empty.</summary>
    public static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(10);

    private readonly Worker[] _workers;

    /// <summary>Starts the workers.</summary>
    /// <param name="count">How many threads, at least 1; one per core is right.</param>
    /// <param name="clock">The clock that calls are told.</param>
    /// <param name="logger">Where a fault of a call is logged.</param>
    public CallWorkers(int count, TimeProvider clock, ILogger<CallWorkers> logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _workers = [.. Enumerable.Range(0, count).Select(i => new Worker(i, clock, logger))];
    }

    private CallWorkers(TimeProvider clock, ILogger<CallWorkers> logger) => _workers = [new Worker(clock, logger)];

    /// <summary>
    /// Workers with no thread, for a test on a virtual clock: its owner calls <see cref="TickAll"/> every
    /// <see cref="TickInterval"/>.
    /// </summary>
    /// <param name="clock">The clock that the owner moves.</param>
    /// <param name="logger">Where a fault of a call is logged.</param>
    public static CallWorkers CreateStepped(TimeProvider clock, ILogger<CallWorkers> logger) => new(clock, logger);

    /// <summary>
    /// How late the ticks of the busiest worker are, on average over about the last second. Near 0 while the workers keep up; a
    /// <see cref="TickInterval"/> and more where they do not. Any thread.
    /// </summary>
    public TimeSpan Lateness => _workers.Max(w => w.Lateness);

    /// <summary>
    /// Share of the time that the busiest worker has spent on its calls over about the last second, 0 to 1: by the clock, so
    /// that a worker which has to wait for a processor counts as busy. Any thread.
    /// </summary>
    public double Busy => _workers.Max(w => w.Busy);

    /// <summary>Ticks every call once. For stepped workers alone.</summary>
    public void TickAll()
    {
        foreach (Worker worker in _workers)
        {
            worker.TickAll();
        }
    }

    /// <summary>Gives a call to the worker that has the fewest.</summary>
    internal Worker Add(ITickedCall call)
    {
        Worker worker = _workers.MinBy(w => w.CallCount)!;
        worker.Add(call);
        return worker;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (Worker worker in _workers)
        {
            worker.Dispose();
        }
    }

    /// <summary>One thread and its calls.</summary>
    [SuppressMessage("Reliability", "CA2213", Justification = "An agent may still wake a worker that has stopped; the event is collected with it.")]
    internal sealed partial class Worker : IDisposable
    {
        private readonly AutoResetEvent _wake = new(initialState: false);
        private readonly Lock _gate = new();
        private readonly TimeProvider _clock;
        private readonly ILogger _logger;
        private readonly TickSchedule _schedule = new();
        private readonly Thread? _thread;
        private ITickedCall[] _calls = [];
        private volatile bool _stopping;

        /// <summary>A worker that its owner steps.</summary>
        public Worker(TimeProvider clock, ILogger logger)
        {
            _clock = clock;
            _logger = logger;
        }

        public Worker(int index, TimeProvider clock, ILogger logger)
            : this(clock, logger)
        {
            _thread = new Thread(Run) { Name = $"rtcvoice-call-{index}", IsBackground = true };
            _thread.Start();
        }

        public TimeSpan Lateness => _schedule.Lateness;

        public double Busy => _schedule.Busy;

        public int CallCount => Volatile.Read(ref _calls).Length;

        public void Add(ITickedCall call)
        {
            lock (_gate)
            {
                Volatile.Write(ref _calls, [.. _calls, call]);
            }

            _wake.Set();
        }

        public void Remove(ITickedCall call)
        {
            lock (_gate)
            {
                Volatile.Write(ref _calls, [.. _calls.Where(c => c != call)]);
            }
        }

        /// <summary>Ticks soon instead of at the next interval: there is something new to say.</summary>
        public void Wake() => _wake.Set();

        public void Dispose()
        {
            if (!_stopping)
            {
                _stopping = true;
                _wake.Set();
                _thread?.Join();
            }
        }

        private void Run()
        {
            while (!_stopping)
            {
                TimeSpan wait = _schedule.Next - _clock.GetInstant();
                if (CallCount == 0)
                {
                    _schedule.Restart(_clock.GetInstant());
                    _wake.WaitOne();
                    _schedule.Restart(_clock.GetInstant());
                }
                else if (wait > TimeSpan.Zero)
                {
                    _wake.WaitOne(wait);
                }

                Instant began = TickAll();
                _schedule.OnTick(began);
                _schedule.OnTicked(began, _clock.GetInstant());
            }
        }

        public Instant TickAll()
        {
            Instant now = _clock.GetInstant();
            foreach (ITickedCall call in Volatile.Read(ref _calls))
            {
                Tick(call, now);
            }

            return now;
        }

        private void Tick(ITickedCall call, Instant now)
        {
            try
            {
                if (!call.Tick(now))
                {
                    Remove(call);
                }
            }
            catch (Exception e)
            {
                LogCallFault(e, call.Id);
                Remove(call);
                call.OnFault();
            }
        }

        [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "Call {Call} failed and is hung up; this is a fault of ours, please report it")]
        private partial void LogCallFault(Exception exception, string call);
    }
}
