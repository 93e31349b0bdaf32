using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Tests.Rig;
using RtcVoice.Pacing.Wheel;
using RtcVoice.Timing;

namespace RtcVoice.Pacing.Tests.Wheel;

/// <summary>Sinks whose packets wait in a batch until the pacer flushes it.</summary>
public class PacketBatchTests
{
    private const int CallsPerSlot = 20;
    private static readonly TimeSpan PacketTime = TimeSpan.FromMicroseconds(2);

    [Test]
    public void A_slots_packets_leave_sixteen_at_a_time_and_none_is_held_over_to_the_next()
    {
        var rig = new LoopRig();
        var batch = new SlowBatch(rig.Clock);
        AddCalls(rig, batch);
        rig.RunFor(100);
        Assert.That(batch.Flushes, Is.Not.Empty);
        Assert.That(batch.Flushes.Where((_, i) => i % 2 == 0), Is.All.EqualTo(16));
        Assert.That(batch.Flushes.Where((_, i) => i % 2 == 1), Is.All.EqualTo(CallsPerSlot - 16));
        Assert.That(batch.Waiting, Is.Zero);
        Assert.That(rig.Statistics.FramesSent, Is.EqualTo(batch.Flushes.Sum()));
    }

    [Test]
    public void Packets_of_a_batch_depart_one_after_the_other()
    {
        var rig = new LoopRig();
        var batch = new SlowBatch(rig.Clock);
        List<PacedCall> calls = AddCalls(rig, batch);
        rig.RunFor(40);
        var readers = calls.ToDictionary(c => c, c => new DepartureReader(c.Departures));
        foreach (PacedCall call in calls)
        {
            call.Ring.Publish([1, 2, 3, 4], new FrameTag(1, 0, 960, FrameContent.Speech));
        }

        rig.RunFor(60);
        foreach (IGrouping<int, PacedCall> slot in calls.GroupBy(c => c.Phase))
        {
            IEnumerable<TimeSpan> lateness = slot.Select(c => LatenessOf(c, readers[c]));
            Assert.That(lateness.Order(), Is.EqualTo(Enumerable.Range(1, CallsPerSlot).Select(i => i * PacketTime)));
        }
    }

    [Test]
    public void Packets_in_two_batches_and_in_none_all_leave()
    {
        var rig = new LoopRig();
        var first = new SlowBatch(rig.Clock);
        var second = new SlowBatch(rig.Clock);
        var sinks = new List<RecordingSink>();
        for (int i = 0; i < PacingWheel.SlotCount * 6; i++)
        {
            (_, RecordingSink sink) = rig.Add();
            SlowBatch? batch = (i / PacingWheel.SlotCount % 3) switch { 0 => first, 1 => second, _ => null };
            sink.Batch = batch;
            sink.OnSend = () => batch?.Queue();
            sinks.Add(sink);
        }

        rig.RunFor(200);
        Assert.That(first.Waiting + second.Waiting, Is.Zero);
        Assert.That(first.Flushes.Sum(), Is.EqualTo(sinks.Where(s => s.Batch == first).Sum(s => s.Packets.Count)));
        Assert.That(second.Flushes.Sum(), Is.EqualTo(sinks.Where(s => s.Batch == second).Sum(s => s.Packets.Count)));
        Assert.That(rig.Statistics.FramesSent, Is.EqualTo(sinks.Sum(s => s.Packets.Count)));
    }

    [Test]
    public void A_sink_that_throws_takes_no_packet_of_its_batch_with_it()
    {
        var rig = new LoopRig();
        var batch = new SlowBatch(rig.Clock);
        AddCalls(rig, batch);
        (PacedCall broken, RecordingSink sink) = rig.Add();
        sink.OnSend = () => throw new InvalidOperationException("a broken sink");
        rig.RunFor(100);
        Assert.That(broken.Fault, Is.Not.Null);
        Assert.That(batch.Waiting, Is.Zero);
        Assert.That(rig.Statistics.FramesSent, Is.EqualTo(batch.Flushes.Sum()));
    }

    private static List<PacedCall> AddCalls(LoopRig rig, SlowBatch batch)
    {
        var calls = new List<PacedCall>();
        for (int i = 0; i < PacingWheel.SlotCount * CallsPerSlot; i++)
        {
            (PacedCall call, RecordingSink sink) = rig.Add();
            sink.Batch = batch;
            sink.OnSend = batch.Queue;
            calls.Add(call);
        }

        return calls;
    }

    private static TimeSpan LatenessOf(PacedCall call, DepartureReader reader)
    {
        Assert.That(reader.TryTake(out Departure departure));
        return TimeSpan.FromTicks((departure.At - call.MediaOrigin).Ticks % TimeSpan.FromMilliseconds(20).Ticks);
    }

    /// <summary>A batch that takes time to leave.</summary>
    private sealed class SlowBatch(VirtualClock clock) : IPacketBatch
    {
        public List<int> Flushes { get; } = [];

        public int Waiting { get; private set; }

        public void Queue() => Waiting++;

        public void Flush()
        {
            clock.Advance(Waiting * PacketTime);
            Flushes.Add(Waiting);
            Waiting = 0;
        }
    }
}
