using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Tests.Rig;

namespace RtcVoice.Pacing.Tests.Speech;

public class TalkspurtTests
{
    [Test]
    public void A_call_with_nothing_to_say_sends_silence_every_20_ms_from_its_start()
    {
        using var rig = new SpeechRig();
        rig.Run(1_000);
        Assert.That(rig.Sink.Packets, Has.Count.InRange(48, 50));
        Assert.That(rig.Sink.Packets.All(p => TraceBook.IsSharedSilence(p.Frame)));
        Assert.That(rig.Book.Made, Is.Zero, "a silent call needs no encoder");
        rig.Verify();
    }

    [Test]
    public void A_burst_departs_in_real_time_and_the_surplus_waits_here()
    {
        using var rig = new SpeechRig();
        rig.Run(100);
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 2_000);
        segment.Complete();
        rig.Run(500);
        long departed = rig.DeparturesOf(segment.Id).Sum(d => d.Tag.Samples);
        Assert.That(departed, Is.InRange(22 * 960, 25 * 960), "500 ms of it");
        Assert.That(rig.Speech.Ring.Tail - rig.Speech.Ring.Head, Is.LessThanOrEqualTo(5), "a shallow ring");
        rig.Run(1_700);
        Assert.That(rig.Events.Select(e => e.Kind), Is.EqualTo(new[] { SpeechOutEventKind.SegmentStarted, SpeechOutEventKind.SegmentFinished }));
        rig.Verify();
    }

    [Test]
    public void Speech_goes_out_in_the_next_slot_when_it_is_there()
    {
        using var rig = new SpeechRig();
        rig.Run(105);
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 100);
        rig.Work();
        rig.Run(23);
        rig.TakeEvents();
        Assert.That(rig.Events.Select(e => e.Kind), Does.Contain(SpeechOutEventKind.SegmentStarted));
    }

    [Test]
    public void A_talkspurt_waits_for_its_watermark()
    {
        using var rig = new SpeechRig();
        rig.Run(100);
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 59);
        rig.Run(30);
        Assert.That(rig.Speech.State, Is.EqualTo(SpeechOutState.Buffering));
        rig.Write(segment, 1);
        rig.Run(10);
        Assert.That(rig.Speech.State, Is.Not.EqualTo(SpeechOutState.Buffering));
    }

    [Test]
    public void A_segment_shorter_than_the_watermark_is_spoken_when_it_is_complete()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 15);
        rig.Run(100);
        Assert.That(rig.Departures, Is.Empty);
        segment.Complete();
        rig.Run(60);
        Assert.That(rig.DeparturesOf(segment.Id).Sum(d => d.Tag.Samples), Is.EqualTo(720));
        rig.Verify();
    }

    [Test]
    public void An_empty_segment_finishes_without_a_frame()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Run(50);
        Assert.That(rig.Events, Is.Empty);
        segment.Complete();
        rig.Run(10);
        Assert.That(rig.Events, Has.Count.EqualTo(1));
        Assert.That(rig.Events[0], Has.Property(nameof(SpeechOutEvent.Kind)).EqualTo(SpeechOutEventKind.SegmentFinished));
        Assert.That(rig.Events[0].MediaTime, Is.EqualTo(-1));
    }

    [Test]
    public void A_source_that_runs_dry_fades_out_is_held_and_fades_in()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 205);
        rig.Run(600);
        Assert.That(rig.Speech.State, Is.EqualTo(SpeechOutState.Held));
        Assert.That(rig.Speech.Statistics.Underruns, Is.EqualTo(1));
        Assert.That(rig.Engine.Statistics.Underruns, Is.EqualTo(1));
        rig.Write(segment, 1_000);
        rig.Run(100);
        segment.Complete();
        rig.Run(1_500);
        Assert.That(
            rig.Events.Select(e => e.Kind),
            Is.EqualTo(new[]
            {
                SpeechOutEventKind.SegmentStarted, SpeechOutEventKind.Underrun, SpeechOutEventKind.Resumed, SpeechOutEventKind.SegmentFinished,
            }));
        Assert.That(rig.Departures.Count(d => d.Tag.Content.HasFlag(FrameContent.FadeOut)), Is.EqualTo(1));
        Assert.That(rig.Departures.Count(d => d.Tag.Content.HasFlag(FrameContent.FadeIn)), Is.EqualTo(1));
        rig.Verify();
    }

    [Test]
    public void A_segment_completed_while_it_is_held_with_nothing_left_finishes_once()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 210);
        Assert.That(rig.RunUntil(() => rig.Speech.State == SpeechOutState.Held));
        Assert.That(rig.Speech.Statistics.Buffered, Is.EqualTo(TimeSpan.Zero));
        segment.Complete();
        rig.Run(200);
        Assert.That(rig.Events.Count(e => e.Kind == SpeechOutEventKind.SegmentFinished), Is.EqualTo(1));
        rig.Verify();
    }

    [Test]
    public void Everything_that_the_source_gave_is_played_before_a_hold_but_what_the_fade_needs()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 205);
        rig.Run(600);
        Assert.That(rig.DeparturesOf(segment.Id).Sum(d => d.Tag.Samples), Is.GreaterThan((205 - 30) * 48));
    }

    [Test]
    public void Audio_that_comes_just_in_time_takes_the_fade_back()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 205);
        Assert.That(rig.RunUntil(() => rig.Speech.State == SpeechOutState.Fading));
        rig.Write(segment, 500);
        rig.Work();
        segment.Complete();
        rig.Run(1_000);
        Assert.That(rig.Speech.Statistics.Rescues, Is.EqualTo(1));
        Assert.That(rig.Speech.Statistics.Underruns, Is.Zero);
        Assert.That(rig.Departures.Any(d => d.Tag.Content.HasFlag(FrameContent.FadeOut)), Is.False);
        rig.Verify();
    }

    [Test]
    public void A_source_that_stalled_is_given_more_time_and_one_that_no_longer_does_loses_it_again()
    {
        using var rig = new SpeechRig();
        Assert.That(rig.Speech.Statistics.Watermark, Is.EqualTo(TimeSpan.FromMilliseconds(60)));
        Assert.That(rig.Speech.Statistics.StartDelay, Is.EqualTo(TimeSpan.Zero));
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 100);
        rig.Run(300);
        rig.Write(segment, 100);
        rig.Run(50);
        Assert.That(rig.Speech.Statistics.StartDelay, Is.EqualTo(TimeSpan.FromMilliseconds(245)), "200 ms behind, and a margin");
        Assert.That(rig.Speech.Statistics.Watermark, Is.EqualTo(TimeSpan.FromMilliseconds(345)), "300 ms dry, and a margin");
        segment.Complete();
        rig.Run(300);
        for (int i = 0; i < 25; i++)
        {
            SpeechSegment smooth = rig.Speech.Begin();
            rig.Write(smooth, 100);
            smooth.Complete();
            rig.Run(200);
        }

        Assert.That(rig.Speech.Statistics.Watermark, Is.EqualTo(TimeSpan.FromMilliseconds(60)));
        Assert.That(rig.Speech.Statistics.StartDelay, Is.LessThan(TimeSpan.FromMilliseconds(1)));
        rig.Verify();
    }

    [Test]
    public void A_source_that_is_known_to_stall_still_starts_at_once_when_it_has_given_enough()
    {
        using var rig = new SpeechRig();
        SpeechSegment stalling = rig.Speech.Begin();
        rig.Write(stalling, 100);
        rig.Run(300);
        rig.Write(stalling, 100);
        stalling.Complete();
        rig.Run(400);
        SpeechSegment next = rig.Speech.Begin();
        rig.Write(next, 200);
        rig.Run(20);
        Assert.That(rig.Speech.State, Is.EqualTo(SpeechOutState.Buffering));
        rig.Write(next, 200);
        rig.Run(10);
        Assert.That(rig.Speech.State, Is.EqualTo(SpeechOutState.Speaking));
    }

    [Test]
    public void Segments_follow_each_other_in_order_without_a_gap_when_the_next_is_ready()
    {
        using var rig = new SpeechRig();
        SpeechSegment first = rig.Speech.Begin();
        SpeechSegment second = rig.Speech.Begin();
        rig.Write(second, 200);
        rig.Write(first, 200);
        first.Complete();
        second.Complete();
        rig.Run(700);
        long end = rig.DeparturesOf(first.Id).Last().MediaTime;
        Assert.That(rig.DeparturesOf(second.Id).First().MediaTime, Is.EqualTo(end + 960));
        rig.Verify();
    }

    [Test]
    public void Speech_does_not_wait_for_silence_that_has_not_gone_yet()
    {
        using var rig = new SpeechRig();
        SpeechSegment first = rig.Speech.Begin();
        rig.Write(first, 200);
        first.Complete();
        Assert.That(rig.RunUntil(() => rig.Departures.Any(d => d.Tag.Content.HasFlag(FrameContent.Silence))));
        int before = rig.Sink.Packets.Count;
        SpeechSegment second = rig.Speech.Begin();
        rig.Write(second, 200);
        second.Complete();
        rig.Work();
        rig.Run(43);
        rig.TakeEvents();
        Assert.That(rig.DeparturesOf(second.Id).First().MediaTime, Is.LessThanOrEqualTo(960L * (before + 1)));
        rig.Run(500);
        rig.Verify();
    }

    [Test]
    public void Behind_speech_the_encoder_settles_before_the_shared_silence_and_is_given_back()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 100);
        segment.Complete();
        rig.Run(600);
        Assert.That(rig.Departures.Count(d => d.Tag.Content == FrameContent.Silence), Is.EqualTo(TraceBook.SettlingFrames));
        using var other = new SpeechOut(null, rig.Book.Encoders, rig.Clock, () => { });
        SpeechSegment borrower = other.Begin();
        borrower.WriteAsync(new short[4_800], 48_000).AsTask().GetAwaiter().GetResult();
        other.TopUp(rig.Now);
        Assert.That(other.State, Is.EqualTo(SpeechOutState.Speaking));
        Assert.That(rig.Book.Made, Is.EqualTo(1), "the second call speaks with the encoder that the first gave back");
        rig.Verify();
    }

    [Test]
    public void A_source_that_ends_in_mid_wave_does_not_click([Range(940, 1_100, 7)] int samples)
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, (4_800 + samples) / 48.0);
        segment.Complete();
        rig.Run(500);
        rig.Verify();
    }

    [Test]
    public void A_worker_that_is_later_than_the_ring_is_deep_is_counted_and_speech_fades_in_again()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 1_000);
        segment.Complete();
        rig.Run(200);
        rig.IsWorkerStalled = true;
        rig.Run(150);
        rig.IsWorkerStalled = false;
        rig.Run(1_500);
        Assert.That(rig.Speech.Statistics.Starvations, Is.EqualTo(1));
        Assert.That(rig.Engine.Statistics.Starvations, Is.EqualTo(1));
        Assert.That(rig.Departures.Count(d => d.Tag.Content.HasFlag(FrameContent.FadeIn)), Is.EqualTo(1));
        Assert.That(rig.Events[^1].Kind, Is.EqualTo(SpeechOutEventKind.SegmentFinished));
    }

    [Test]
    public void A_late_worker_within_the_depth_of_the_ring_is_not_heard()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 1_000);
        segment.Complete();
        rig.Run(200);
        rig.IsWorkerStalled = true;
        rig.Run(80);
        rig.IsWorkerStalled = false;
        rig.Run(1_500);
        Assert.That(rig.Speech.Statistics.Starvations, Is.Zero);
        rig.Verify();
    }

    [Test]
    public void The_listeners_loss_reaches_the_encoder_in_mid_speech()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 500);
        rig.Run(100);
        rig.Speech.ExpectedPacketLossPercent = 17;
        rig.Run(300);
        Assert.That(rig.Book.Read(rig.Sink.Packets[^1].Frame).ExpectedLoss, Is.EqualTo(17));
    }
}
