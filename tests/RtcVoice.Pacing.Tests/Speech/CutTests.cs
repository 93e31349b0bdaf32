using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Tests.Rig;

namespace RtcVoice.Pacing.Tests.Speech;

public class CutTests
{
    [Test]
    public void A_cut_fades_within_10_ms_of_the_next_frame_and_nothing_follows([Range(150, 175)] int at)
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 2_000);
        rig.Run(at);
        SpeechCut cut = rig.Speech.Cut(rig.Now);
        rig.TakeEvents();
        long departed = rig.DeparturesOf(segment.Id).Sum(d => d.Tag.Samples);
        Assert.That(cut.Segment, Is.EqualTo(segment.Id));
        Assert.That(cut.WasSpeaking);
        Assert.That(cut.Sent - cut.FadeStart, Is.EqualTo(480));
        Assert.That(cut.FadeStart - departed, Is.EqualTo(0).Or.EqualTo(960), "at most the one frame that the pacer has claimed goes before it");
        Assert.That(rig.Speech.IsSpeaking, Is.False);
        Assert.That(segment.IsCancelled);
        rig.Run(500);
        Assert.That(rig.DeparturesOf(segment.Id).Sum(d => d.Tag.Samples), Is.EqualTo(cut.Sent));
        Assert.That(rig.Events[^1].Kind, Is.EqualTo(SpeechOutEventKind.SegmentCut));
        Assert.That(rig.Events[^1].Position, Is.EqualTo(cut.Sent));
        rig.Verify();
    }

    [Test]
    public void A_cut_drops_what_waits_behind_the_speaking_segment()
    {
        using var rig = new SpeechRig();
        SpeechSegment[] segments = [rig.Speech.Begin(), rig.Speech.Begin(), rig.Speech.Begin()];
        rig.Write(segments[0], 500);
        rig.Write(segments[1], 500);
        segments[0].Complete();
        rig.Run(200);
        SpeechCut cut = rig.Speech.Cut(rig.Now);
        Assert.That(cut.Dropped, Is.EqualTo(3));
        Assert.That(segments.All(s => s.IsCancelled));
        rig.Run(300);
        Assert.That(rig.Events.Where(e => e.Kind == SpeechOutEventKind.SegmentCut).Select(e => e.Segment), Is.EquivalentTo(segments.Select(s => s.Id)));
        rig.Verify();
    }

    [Test]
    public void A_cut_while_nothing_is_said_drops_what_waits()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 40);
        rig.Run(50);
        SpeechCut cut = rig.Speech.Cut(rig.Now);
        Assert.That(cut.WasSpeaking, Is.False);
        Assert.That(cut.Dropped, Is.EqualTo(1));
        rig.Run(100);
        Assert.That(rig.Departures, Is.Empty);
    }

    [Test]
    public void A_cut_of_an_idle_call_does_nothing()
    {
        using var rig = new SpeechRig();
        rig.Run(50);
        Assert.That(rig.Speech.Cut(rig.Now), Is.EqualTo(default(SpeechCut)));
        rig.Run(50);
        rig.Verify();
    }

    [Test]
    public void A_cut_before_the_first_frame_has_gone_leaves_nothing_to_hear()
    {
        using var rig = new SpeechRig(tick: 1_000);
        rig.Run(45);
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 500);
        rig.Speech.TopUp(rig.Now);
        SpeechCut cut = rig.Speech.Cut(rig.Now);
        Assert.That(cut, Is.EqualTo(new SpeechCut(segment.Id, 0, 0, 1)));
        rig.Speech.TopUp(rig.Now);
        rig.Run(300);
        rig.TakeEvents();
        Assert.That(rig.Listen().All(s => s == 0));
        rig.Verify();
    }

    [Test]
    public void What_is_written_to_a_cut_segment_is_let_go_and_the_writer_is_told()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 500);
        rig.Run(100);
        rig.Speech.Cut(rig.Now);
        Assert.That(segment.WriteAsync(new short[4_800], 48_000).AsTask().GetAwaiter().GetResult(), Is.False);
        segment.Complete();
        rig.Run(300);
        rig.Verify();
    }

    [Test]
    public async Task The_token_of_a_cut_segment_is_cancelled_away_from_the_worker()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        var thread = new TaskCompletionSource<bool>();
        using CancellationTokenRegistration registration = segment.Cancelled.Register(() => thread.SetResult(Thread.CurrentThread.IsThreadPoolThread));
        rig.Speech.Cut(rig.Now);
        Assert.That(await thread.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public void A_new_segment_speaks_right_behind_a_cut()
    {
        using var rig = new SpeechRig();
        SpeechSegment first = rig.Speech.Begin();
        rig.Write(first, 1_000);
        rig.Run(205);
        rig.Speech.Cut(rig.Now);
        SpeechSegment second = rig.Speech.Begin();
        rig.Write(second, 300);
        second.Complete();
        rig.Work();
        rig.Run(500);
        long cut = rig.DeparturesOf(first.Id).Last().MediaTime;
        Assert.That(rig.DeparturesOf(second.Id).First().MediaTime, Is.EqualTo(cut + 960));
        Assert.That(rig.Events[^1], Has.Property(nameof(SpeechOutEvent.Kind)).EqualTo(SpeechOutEventKind.SegmentFinished));
        rig.Verify();
    }

    [Test]
    public void A_second_cut_leaves_the_fade_of_the_first_alone()
    {
        using var rig = new SpeechRig();
        SpeechSegment first = rig.Speech.Begin();
        rig.Write(first, 1_000);
        rig.Run(205);
        SpeechCut cut = rig.Speech.Cut(rig.Now);
        SpeechSegment second = rig.Speech.Begin();
        rig.Write(second, 300);
        rig.Work();
        SpeechCut again = rig.Speech.Cut(rig.Now);
        Assert.That(again, Is.EqualTo(new SpeechCut(second.Id, 0, 0, 1)));
        rig.Run(500);
        Assert.That(rig.DeparturesOf(first.Id).Last().Tag.End, Is.EqualTo(cut.Sent));
        Assert.That(rig.DeparturesOf(second.Id), Is.Empty);
        rig.Verify();
    }

    [Test]
    public void A_cut_in_a_hold_says_where_speech_was_held()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 205);
        Assert.That(rig.RunUntil(() => rig.Speech.State == SpeechOutState.Held));
        rig.Run(100);
        SpeechCut cut = rig.Speech.Cut(rig.Now);
        Assert.That(cut.Segment, Is.EqualTo(segment.Id));
        Assert.That(cut.Sent, Is.EqualTo(rig.DeparturesOf(segment.Id).Last().Tag.End));
        rig.Run(100);
        Assert.That(rig.Events[^1].Kind, Is.EqualTo(SpeechOutEventKind.SegmentCut));
        rig.Verify();
    }

    [Test]
    public void A_segment_that_ends_within_the_frame_of_the_cut_finishes()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 205);
        segment.Complete();
        Assert.That(rig.RunUntil(() => rig.DeparturesOf(segment.Id).LastOrDefault().Tag.End == 9_600));
        SpeechCut cut = rig.Speech.Cut(rig.Now);
        Assert.That(cut.Dropped, Is.Zero);
        rig.Run(100);
        Assert.That(rig.Events[^1].Kind, Is.EqualTo(SpeechOutEventKind.SegmentFinished));
        Assert.That(segment.IsCancelled, Is.False);
        rig.Verify();
    }

    [Test]
    public void A_second_cut_does_not_move_the_end_of_a_segment_that_the_first_let_finish()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 21);
        segment.Complete();
        rig.Work();
        Assert.That(rig.RunUntil(() => rig.Speech.Ring.Tail - rig.Speech.Ring.Head == 1, 100) || rig.Speech.Ring.Head > 0);
        rig.Speech.Cut(rig.Now);
        Assert.That(rig.Speech.Cut(rig.Now).WasSpeaking, Is.False);
        rig.Run(200);
        Assert.That(rig.Events[^1].Kind, Is.EqualTo(SpeechOutEventKind.SegmentFinished));
        Assert.That(rig.Events[^1].Position, Is.EqualTo(1_008));
        rig.Verify();
    }

    [Test]
    public void A_late_worker_still_cuts_with_a_fade_from_its_reserve()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 2_000);
        rig.Run(205);
        rig.IsWorkerStalled = true;
        Assert.That(rig.RunUntil(() => rig.Speech.Ring.Head == rig.Speech.Ring.Tail));
        SpeechCut cut = rig.Speech.Cut(rig.Now);
        Assert.That(cut.Sent - cut.FadeStart, Is.EqualTo(480));
        rig.IsWorkerStalled = false;
        rig.Run(500);
        Assert.That(rig.DeparturesOf(segment.Id).Last().Tag.Content.HasFlag(FrameContent.Cut));
        rig.Verify();
    }

    [Test]
    public void The_position_of_a_cut_is_what_departed_however_the_pacer_runs_beside_it([Range(0, 19)] int phase)
    {
        using var rig = new SpeechRig(tick: 7);
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 3_000);
        rig.Run(400 + phase);
        SpeechCut cut = rig.Speech.Cut(rig.Now);
        rig.Run(200);
        Assert.That(rig.DeparturesOf(segment.Id).Sum(d => d.Tag.Samples), Is.EqualTo(cut.Sent));
        rig.Verify();
    }
}
