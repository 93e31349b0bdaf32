using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using RtcVoice.Pacing.Measures;
using RtcVoice.Pacing.Tests.Rig;

namespace RtcVoice.Pacing.Tests;

public class PacingEngineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Fifty_calls_on_the_real_thread_get_every_frame_at_the_right_rate()
    {
        var book = new TraceBook();
        using PacingEngine engine = PacingEngine.Start(null, TimeProvider.System, new LogLines());
        var calls = new List<(PacedCall Call, CountingSink Sink, SpeechOut Speech)>();
        for (int i = 0; i < 50; i++)
        {
            var sink = new CountingSink();
            var speech = new SpeechOut(null, book.Encoders, TimeProvider.System, () => { });
            calls.Add((engine.Add(sink, speech), sink, speech));
        }

        Assert.That(SpinWait.SpinUntil(() => calls.All(c => c.Sink.Sent >= 50), Patience));
        foreach ((PacedCall call, CountingSink sink, SpeechOut speech) in calls)
        {
            await engine.RemoveAsync(call).WaitAsync(Patience);
            int sent = sink.Sent;
            speech.Dispose();
            Assert.That(call.Completion.Result, Is.Null);

            // The clock is true however late the machine: what is missing was skipped, and nothing came before its time.
            Assert.That(sink.EarliestNanoseconds(call.MediaOrigin.Nanoseconds), Is.GreaterThanOrEqualTo(0));
            Assert.That(sink.Sent, Is.EqualTo(sent), "sent after the removal had completed");
        }

        long slots = calls.Sum(c => (c.Sink.LastMediaTime / 960) + 1);
        Assert.That(calls.Sum(c => (long)c.Sink.Sent) + engine.Statistics.SkippedSlots, Is.EqualTo(slots).Within(50), "sent or skipped, and nothing else");
        Assert.That(engine.Statistics.FramesSent, Is.EqualTo(calls.Sum(c => (long)c.Sink.Sent)));
        Assert.That(engine.Statistics.Lateness.Count, Is.EqualTo(engine.Statistics.FramesSent));
        Assert.That(engine.CallCount, Is.Zero);
    }

    [Test]
    public void The_scheduling_obtained_is_told_and_logged_in_one_line([Values] bool realtime)
    {
        var log = new LogLines();
        using PacingEngine engine = PacingEngine.Start(new PacingOptions { UseRealtimeScheduling = realtime }, TimeProvider.System, log);
        Assert.That(engine.Level, realtime ? Is.Not.EqualTo(PacerScheduling.Stepped) : Is.AnyOf(PacerScheduling.Normal, PacerScheduling.HighPriority));
        Assert.That(log.Lines, Has.Count.EqualTo(1));
        Assert.That(log.Lines[0], Does.Contain(engine.Level.ToString()));
    }

    [Test]
    public async Task Calls_come_and_go_from_many_threads_while_the_pacer_runs()
    {
        var book = new TraceBook();
        using PacingEngine engine = PacingEngine.Start(null, TimeProvider.System, new LogLines());
        Task[] owners = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 20; i++)
            {
                var sink = new CountingSink();
                using var speech = new SpeechOut(null, book.Encoders, TimeProvider.System, () => { });
                PacedCall call = engine.Add(sink, speech);
                if (i % 3 != 0)
                {
                    SpinWait.SpinUntil(() => sink.Sent > 1, Patience);
                }

                await engine.RemoveAsync(call).WaitAsync(Patience);
                int sent = sink.Sent;
                await Task.Yield();
                Assert.That(sink.Sent, Is.EqualTo(sent));
            }
        }))];
        await Task.WhenAll(owners);
        Assert.That(engine.CallCount, Is.Zero);
        Assert.That(engine.Statistics.SinkFaults, Is.Zero);
    }

    [Test]
    public async Task A_sink_that_throws_is_logged_and_ends_its_call_with_the_exception()
    {
        var log = new LogLines();
        var book = new TraceBook();
        using PacingEngine engine = PacingEngine.Start(null, TimeProvider.System, log);
        using var speech = new SpeechOut(null, book.Encoders, TimeProvider.System, () => { });
        var fault = new InvalidOperationException("a broken sink");
        PacedCall call = engine.Add(new CountingSink { Fault = fault }, speech);
        Assert.That(await call.Completion.WaitAsync(Patience), Is.SameAs(fault));
        await engine.RemoveAsync(call).WaitAsync(Patience);
        Assert.That(log.Lines, Has.Count.EqualTo(2));
        Assert.That(engine.Statistics.SinkFaults, Is.EqualTo(1));
    }

    [Test]
    public void The_end_of_the_engine_lets_every_call_go()
    {
        var book = new TraceBook();
        PacingEngine engine = PacingEngine.Start(null, TimeProvider.System, new LogLines());
        using var speech = new SpeechOut(null, book.Encoders, TimeProvider.System, () => { });
        PacedCall call = engine.Add(new CountingSink(), speech);
        engine.Dispose();
        engine.Dispose();
        Assert.That(call.Completion.IsCompletedSuccessfully);
        Assert.That(engine.RemoveAsync(call).IsCompleted);
        using var another = new SpeechOut(null, book.Encoders, TimeProvider.System, () => { });
        Assert.That(() => engine.Add(new CountingSink(), another), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_full_engine_refuses_a_call_until_one_has_gone()
    {
        var clock = new VirtualClock();
        var book = new TraceBook();
        using PacingEngine engine = PacingEngine.CreateStepped(new PacingOptions { MaxCalls = 1 }, clock);
        PacedCall call = engine.Add(new CountingSink(), NewSpeech());
        Assert.That(engine.IsFull);
        Assert.That(() => engine.Add(new CountingSink(), NewSpeech()), Throws.InvalidOperationException);
        Task removal = engine.RemoveAsync(call);
        engine.RunDueSlots();
        Assert.That(removal.IsCompleted);
        Assert.That(engine.IsFull, Is.False);
        engine.Add(new CountingSink(), NewSpeech());

        SpeechOut NewSpeech() => new(null, book.Encoders, clock, () => { });
    }

    [Test]
    public void A_speech_belongs_to_one_call()
    {
        var clock = new VirtualClock();
        var book = new TraceBook();
        using PacingEngine engine = PacingEngine.CreateStepped(null, clock);
        using var speech = new SpeechOut(null, book.Encoders, clock, () => { });
        engine.Add(new CountingSink(), speech);
        Assert.That(() => engine.Add(new CountingSink(), speech), Throws.InvalidOperationException);
        Assert.That(engine.CallCount, Is.EqualTo(1));
    }

    [Test]
    public void A_threaded_engine_cannot_be_stepped()
    {
        using PacingEngine engine = PacingEngine.Start(null, TimeProvider.System, new LogLines());
        Assert.That(engine.RunDueSlots, Throws.InvalidOperationException);
    }

    [TestCase(0, 10)]
    [TestCase(100_001, 10)]
    [TestCase(100, 0)]
    [TestCase(100, 100)]
    public void Options_out_of_range_are_refused(int maxCalls, int priority) =>
        Assert.That(
            () => PacingEngine.CreateStepped(new PacingOptions { MaxCalls = maxCalls, RealtimePriority = priority }, new VirtualClock()),
            Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void The_meter_shows_what_the_statistics_say()
    {
        using var rig = new SpeechRig();
        rig.Run(500);
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == PacingMeter.Name)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((i, value, _, _) => seen[i.Name] = Math.Max(value, seen.GetValueOrDefault(i.Name)));
        listener.SetMeasurementEventCallback<int>((i, value, _, _) => seen[i.Name] = Math.Max(value, seen.GetValueOrDefault(i.Name)));
        listener.SetMeasurementEventCallback<double>((i, value, _, _) => seen[i.Name] = Math.Max(value, seen.GetValueOrDefault(i.Name)));
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.That(seen["rtcvoice.pacing.frames"], Is.GreaterThanOrEqualTo(rig.Engine.Statistics.FramesSent));
        Assert.That(seen["rtcvoice.pacing.calls"], Is.GreaterThanOrEqualTo(1));
        Assert.That(seen, Contains.Key("rtcvoice.pacing.lateness"));
        Assert.That(seen, Has.Count.EqualTo(10));
    }

    private sealed class CountingSink : IPacedSink
    {
        private long _mediaTime = -960;
        private int _sent;
        private long _leastLead = long.MaxValue;

        public int Sent => Volatile.Read(ref _sent);

        public long LastMediaTime => Volatile.Read(ref _mediaTime);

        public Exception? Fault { get; init; }

        /// <summary>The least time from a packet's deadline to its sending.</summary>
        public long EarliestNanoseconds(long origin) => _leastLead - origin;

        public void Prepare(ReadOnlySpan<byte> opusFrame, long mediaTime)
        {
            if (Fault is not null)
            {
                throw Fault;
            }

            Volatile.Write(ref _mediaTime, mediaTime);
        }

        public IPacketBatch? Send(RtcVoice.Timing.Instant now)
        {
            _leastLead = Math.Min(_leastLead, now.Nanoseconds - (_mediaTime * 1_000_000 / 48));
            Volatile.Write(ref _sent, _sent + 1);
            return null;
        }
    }

    private sealed class LogLines : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines)
            {
                Lines.Add(formatter(state, exception));
            }
        }
    }
}
