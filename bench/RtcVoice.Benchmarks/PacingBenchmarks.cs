using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using RtcVoice.Pacing;
using RtcVoice.Pacing.Clock;
using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Measures;
using RtcVoice.Pacing.Wheel;
using RtcVoice.Timing;

namespace RtcVoice.Benchmarks;

/// <summary>What a frame costs on its way through the pacer; a wake-up and the sink's own work come on top.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
public class PacingBenchmarks
{
    private const int CallsPerSlot = 50;

    private readonly byte[] _frame = new byte[80];
    private readonly byte[] _claimed = new byte[1276];
    private readonly FrameRing _ring = new(5);
    private readonly ConcurrentQueue<byte[]> _queue = new();
    private readonly ConcurrentQueue<byte[]>[] _queues = [.. Enumerable.Range(0, CallsPerSlot).Select(_ => new ConcurrentQueue<byte[]>())];
    private readonly DurationHistogram _histogram = new();
    private readonly List<PacedCall> _calls = [];
    private PacingLoop _loop = null!;
    private long _value;

    [GlobalSetup]
    public void Setup()
    {
        _loop = new PacingLoop(new EagerClock(), new PacingStatistics());
        for (int i = 0; i < CallsPerSlot * PacingWheel.SlotCount; i++)
        {
            var call = new PacedCall(new NullSink(), new FrameRing(5), new SilenceFrames(new byte[22]), new DepartureLog());
            _calls.Add(call);
            _loop.Added.Push(call.Addition);
        }

        for (int i = 0; i < 10 * PacingWheel.SlotCount; i++)
        {
            _loop.RunSlot();
        }
    }

    [Benchmark(Description = "frame ring: publish and claim")]
    [BenchmarkCategory("ring")]
    public bool PublishAndClaim()
    {
        _ring.Publish(_frame, default);
        return _ring.TryClaim(_claimed, out _, out _);
    }

    [Benchmark(Description = "frame ring: publish, retract, claim")]
    [BenchmarkCategory("ring")]
    public bool PublishRetractAndClaim()
    {
        _ring.Publish(_frame, default);
        _ring.TryReplaceUnclaimed(_ring.Head, _frame, default);
        return _ring.TryClaim(_claimed, out _, out _);
    }

    [Benchmark(Description = "naive: ConcurrentQueue<byte[]>, a new array a frame", Baseline = true)]
    [BenchmarkCategory("ring")]
    public bool QueueOfArrays()
    {
        _queue.Enqueue(_frame.AsSpan().ToArray());
        return _queue.TryDequeue(out _);
    }

    [Benchmark(Description = "histogram: record")]
    [BenchmarkCategory("histogram")]
    public void Record() => _histogram.Record(_value += 1_003);

    [Benchmark(Description = "naive: a queue for each of 50 speaking calls", Baseline = true, OperationsPerInvoke = CallsPerSlot)]
    [BenchmarkCategory("slot")]
    public int QueuesOfFiftyCalls()
    {
        int sent = 0;
        foreach (ConcurrentQueue<byte[]> queue in _queues)
        {
            queue.Enqueue([.. _frame]);
            sent += queue.TryDequeue(out byte[]? frame) ? frame.Length : 0;
        }

        return sent;
    }

    [Benchmark(Description = "a slot of 50 silent calls", OperationsPerInvoke = CallsPerSlot)]
    [BenchmarkCategory("slot")]
    public void SilentSlot() => _loop.RunSlot();

    [Benchmark(Description = "a revolution of 1,000 speaking calls, publishing included", OperationsPerInvoke = CallsPerSlot * PacingWheel.SlotCount)]
    [BenchmarkCategory("slot")]
    public void SpeakingRevolution()
    {
        foreach (PacedCall call in _calls)
        {
            call.Ring.Publish(_frame, default);
        }

        for (int i = 0; i < PacingWheel.SlotCount; i++)
        {
            _loop.RunSlot();
        }
    }

    private sealed class EagerClock : IPacerClock
    {
        private Instant _now;

        // As dear as the real one.
        public Instant Now
        {
            get
            {
                _ = TimeProvider.System.GetInstant();
                return _now;
            }
        }

        public void WaitUntil(Instant deadline) => _now = Instant.Later(_now, deadline);
    }
}
