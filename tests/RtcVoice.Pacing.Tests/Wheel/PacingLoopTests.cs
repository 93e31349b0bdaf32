using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Tests.Rig;
using RtcVoice.Pacing.Wheel;
using RtcVoice.TestKit;
using RtcVoice.Timing;

namespace RtcVoice.Pacing.Tests.Wheel;

public class PacingLoopTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Test]
    public void A_call_sends_a_frame_every_20_ms_on_the_grid_with_960_samples_between()
    {
        var rig = new LoopRig();
        (PacedCall call, RecordingSink sink) = rig.Add();
        rig.RunFor(2_000);
        Assert.That(sink.Packets, Has.Count.InRange(98, 100));
        for (int i = 0; i < sink.Packets.Count; i++)
        {
            Assert.That(sink.Packets[i].MediaTime, Is.EqualTo(960 * i));
            Assert.That(sink.Packets[i].At, Is.EqualTo(call.MediaOrigin + (20 * i * Millisecond)));
        }
    }

    [Test]
    public void A_packet_is_prepared_one_slot_before_its_deadline()
    {
        var rig = new LoopRig();
        (_, RecordingSink sink) = rig.Add();
        rig.RunFor(200);
        Assert.That(sink.Packets.Select(p => p.At - p.PreparedAt), Is.All.EqualTo(Millisecond));
    }

    [Test]
    public void A_frame_published_before_its_slot_is_prepared_goes_in_that_slot_and_is_logged()
    {
        var rig = new LoopRig();
        (PacedCall call, RecordingSink sink) = rig.Add();
        var reader = new DepartureReader(call.Departures);
        rig.RunFor(105);
        int before = sink.Packets.Count;
        var tag = new FrameTag(7, 960, 960, FrameContent.Speech);
        call.Ring.Publish([1, 2, 3, 4], tag);
        rig.RunFor(60);
        Assert.That(sink.Packets[before].Frame, Is.EqualTo(new byte[] { 1, 2, 3, 4 }));
        Assert.That(sink.Packets[before + 1].Frame, Is.EqualTo(LoopRig.SilencePacket));
        Assert.That(reader.TryTake(out Departure departure));
        Assert.That(departure, Is.EqualTo(new Departure(960 * before, tag, sink.Packets[before].At)));
        Assert.That(reader.TryTake(out _), Is.False, "the shared silence is not logged");
    }

    [Test]
    public void Calls_spread_evenly_over_the_slots_of_the_wheel()
    {
        var rig = new LoopRig();
        for (int i = 0; i < 100; i++)
        {
            rig.Add();
        }

        rig.Run(1);
        Assert.That(Enumerable.Range(0, PacingWheel.SlotCount).Select(rig.Loop.Wheel.CountAt), Is.All.EqualTo(5));
    }

    [Test]
    public void A_call_takes_the_slot_that_another_left_and_the_others_keep_their_phase()
    {
        var rig = new LoopRig();
        List<(PacedCall Call, RecordingSink Sink)> calls = [.. Enumerable.Range(0, 40).Select(_ => rig.Add())];
        rig.RunFor(100);
        int left = calls[13].Call.Phase;
        int[] phases = [.. calls.Select(c => c.Call.Phase)];
        rig.Loop.Removed.Push(calls[13].Call.Removal);
        rig.RunFor(30);
        (PacedCall late, _) = rig.Add();
        rig.RunFor(100);
        Assert.That(late.Phase, Is.EqualTo(left));
        phases[13] = -1;
        Assert.That(calls.Select(c => c.Call.Phase), Is.EqualTo(phases));
    }

    [Test]
    public void A_late_tick_sends_its_own_frame_at_once_and_the_next_is_on_the_grid_again([Values(1, 7, 19)] int late)
    {
        var rig = new LoopRig();
        (PacedCall call, RecordingSink sink) = rig.Add();
        rig.RunFor(100);
        RunLate(rig, late);
        rig.RunFor(200);
        Assert.That(sink.Packets.Select(p => p.MediaTime), Is.EqualTo(Enumerable.Range(0, sink.Packets.Count).Select(i => 960L * i)));
        Assert.That(sink.Packets.Max(p => LatenessOf(call, p)), Is.LessThan(20 * Millisecond));
        Assert.That(LatenessOf(call, sink.Packets[^1]), Is.EqualTo(TimeSpan.Zero));
        Assert.That(call.RecentLateness.Count, Is.EqualTo(sink.Packets.Count));
        Assert.That(call.RecentLateness.Max, Is.EqualTo(sink.Packets.Max(p => LatenessOf(call, p))));
        Assert.That(rig.Statistics.SkippedSlots, Is.Zero);
    }

    [Test]
    public void Missed_slots_are_skipped_in_the_clock_and_in_the_timestamp_and_never_made_up_by_a_burst([Values(20, 33, 41, 250, 5_000)] int late)
    {
        var rig = new LoopRig();
        List<(PacedCall Call, RecordingSink Sink)> calls = [.. Enumerable.Range(0, 40).Select(_ => rig.Add())];
        rig.RunFor(100);
        RunLate(rig, late);
        rig.RunFor(200);
        long missing = 0;
        foreach ((PacedCall call, RecordingSink sink) in calls)
        {
            Assert.That(sink.Packets.Select(p => LatenessOf(call, p)), Is.All.InRange(TimeSpan.Zero, 20 * Millisecond), "own slot, or not at all");
            Assert.That(sink.Packets.Select(p => p.MediaTime), Is.Ordered.Ascending);
            Assert.That(sink.Packets.Select(p => p.MediaTime), Is.Unique);
            Assert.That(sink.Packets.Select(p => p.MediaTime % 960), Is.All.Zero);
            missing += (sink.Packets[^1].MediaTime / 960) + 1 - sink.Packets.Count;
        }

        Assert.That(missing, Is.GreaterThan(0));
        Assert.That(rig.Statistics.SkippedSlots, Is.EqualTo(missing));
    }

    [Test]
    public void Speech_that_was_to_go_in_a_missed_slot_goes_in_the_next()
    {
        var rig = new LoopRig();
        (PacedCall call, RecordingSink sink) = rig.Add();
        rig.RunFor(100);
        for (byte i = 0; i < 20; i++)
        {
            call.Ring.Publish([i, 0, 0, 0], new FrameTag(1, 960 * i, 960, FrameContent.Speech));
        }

        rig.RunFor(100);
        RunLate(rig, 70);
        rig.RunFor(400);
        Assert.That(
            sink.Packets.Where(p => p.Frame.Length == 4).Select(p => p.Frame[0]),
            Is.EqualTo(Enumerable.Range(0, 20)),
            "every frame once and in order");
        Assert.That(sink.Replaced, Is.EqualTo(1), "the packet prepared for the missed slot was made anew");
    }

    [Test]
    public void A_sink_that_throws_loses_its_call_and_no_other([Values] bool inSend)
    {
        var rig = new LoopRig();
        (PacedCall broken, RecordingSink brokenSink) = rig.Add();
        (_, RecordingSink sink) = rig.Add();
        rig.RunFor(100);
        var fault = new InvalidOperationException("a broken sink");
        brokenSink.OnSend = inSend ? () => throw fault : null;
        brokenSink.OnPrepare = inSend ? null : () => throw fault;
        rig.RunFor(100);
        int sent = brokenSink.Packets.Count;
        rig.RunFor(200);
        Assert.That(brokenSink.Packets, Has.Count.EqualTo(sent));
        Assert.That(sink.Packets, Has.Count.GreaterThanOrEqualTo(19));
        Assert.That(rig.Statistics.SinkFaults, Is.EqualTo(1));
        Assert.That(broken.Fault, Is.SameAs(fault));
        Assert.That(rig.Loop.Ended.TakeAll()?.Call, Is.SameAs(broken));
        rig.Loop.Removed.Push(broken.Removal);
        rig.RunFor(40);
        Assert.That(rig.Loop.Ended.TakeAll(), Is.Null, "removed once is enough");
    }

    [Test]
    public void A_removed_call_is_touched_no_more_and_said_to_be_gone()
    {
        var rig = new LoopRig();
        (PacedCall call, RecordingSink sink) = rig.Add();
        rig.RunFor(100);
        rig.Loop.Removed.Push(call.Removal);
        rig.Run(1);
        int sent = sink.Packets.Count;
        Assert.That(rig.Loop.Ended.TakeAll()?.Call, Is.SameAs(call));
        rig.RunFor(100);
        Assert.That(sink.Packets, Has.Count.EqualTo(sent));
    }

    [Test]
    public void A_call_added_and_removed_between_two_slots_comes_and_goes()
    {
        var rig = new LoopRig();
        (PacedCall call, RecordingSink sink) = rig.Add();
        rig.Loop.Removed.Push(call.Removal);
        rig.RunFor(100);
        Assert.That(sink.Packets, Is.Empty);
        Assert.That(rig.Loop.Ended.TakeAll()?.Call, Is.SameAs(call));
    }

    [Test]
    public void Media_time_is_told_at_any_instant_from_the_deadline_of_the_first_frame()
    {
        var rig = new LoopRig();
        (PacedCall call, RecordingSink sink) = rig.Add();
        Assert.That(call.MediaOrigin.IsNever);
        Assert.That(call.MediaTimeAt(rig.Clock.Now), Is.Zero);
        rig.RunFor(100);
        Assert.That(call.MediaOrigin, Is.EqualTo(sink.Packets[0].At));
        Assert.That(call.MediaTimeAt(sink.Packets[3].At), Is.EqualTo(sink.Packets[3].MediaTime));
        Assert.That(call.MediaTimeAt(sink.Packets[3].At + (10 * Millisecond)), Is.EqualTo(sink.Packets[3].MediaTime + 480));
    }

    [Test]
    public void Lateness_and_intervals_are_measured()
    {
        var rig = new LoopRig();
        rig.Add();
        rig.RunFor(100);
        RunLate(rig, 12);
        rig.RunFor(100);
        Assert.That(rig.Statistics.Lateness.Max, Is.InRange(10 * Millisecond, 12 * Millisecond));
        Assert.That(rig.Statistics.IntervalDeviation.Max, Is.EqualTo(rig.Statistics.Lateness.Max));
        Assert.That(rig.Statistics.FramesSent, Is.EqualTo(rig.Statistics.SilenceFramesSent));
    }

    [Test]
    public void Pacing_a_hundred_thousand_frames_allocates_no_managed_byte()
    {
        var rig = new LoopRig();
        var sink = new NullSink();
        List<PacedCall> calls = [.. Enumerable.Range(0, 100).Select(_ => rig.Add(sink))];
        byte[] frame = new byte[80];
        Run(1_000);
        long frames = rig.Statistics.FramesSent;
        long allocated = Allocations.Measure(() => Run(20_020));
        Assert.That(rig.Statistics.FramesSent - frames, Is.GreaterThanOrEqualTo(100_000));
        Assert.That(allocated, Is.Zero);

        void Run(int slots)
        {
            for (int i = 0; i < slots; i++)
            {
                if (i % 20 == 0)
                {
                    calls[i % 100].Ring.Publish(frame, new FrameTag(1, 0, 960, FrameContent.Speech));
                }

                rig.Loop.RunSlot();
            }
        }
    }

    // The next slot comes late by so much, as if the machine had stood still.
    private static void RunLate(LoopRig rig, int milliseconds)
    {
        rig.Clock.Lateness.Enqueue(TimeSpan.FromMilliseconds(milliseconds));
        rig.Run(1);
    }

    private static TimeSpan LatenessOf(PacedCall call, Sent packet) =>
        packet.At - (call.MediaOrigin + TimeSpan.FromMilliseconds(packet.MediaTime / 48));
}
