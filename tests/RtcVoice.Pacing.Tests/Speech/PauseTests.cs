using RtcVoice.Pacing.Tests.Rig;

namespace RtcVoice.Pacing.Tests.Speech;

public class PauseTests
{
    [Test]
    public void A_pause_fades_as_a_cut_does_and_speech_goes_on_from_where_it_was([Range(150, 175)] int at)
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 1_000);
        segment.Complete();
        rig.Run(at);
        SpeechCut pause = rig.Speech.Pause(rig.Now);
        Assert.That(pause.Segment, Is.EqualTo(segment.Id));
        Assert.That(rig.Speech.State, Is.EqualTo(SpeechOutState.Paused));
        rig.Run(700);
        Assert.That(rig.DeparturesOf(segment.Id).Sum(d => d.Tag.Samples), Is.EqualTo(pause.Sent), "nothing follows");
        Assert.That(rig.Events.Select(e => e.Kind), Is.EqualTo(new[] { SpeechOutEventKind.SegmentStarted }));
        rig.Resume(pause);
        rig.Run(1_200);
        Assert.That(rig.Events[^1].Kind, Is.EqualTo(SpeechOutEventKind.SegmentFinished));
        Assert.That(rig.DeparturesOf(segment.Id).Sum(d => d.Tag.Samples), Is.EqualTo(48_000));
        Assert.That(rig.Speech.Statistics.Cuts, Is.EqualTo(1));
        rig.Verify();
    }

    [Test]
    public void Speech_may_go_back_to_the_beginning_of_a_word_up_to_two_seconds()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 5_000);
        segment.Complete();
        rig.Run(3_500);
        SpeechCut pause = rig.Speech.Pause(rig.Now);
        rig.Resume(pause, 48 * 1_500);
        rig.Run(4_000);
        Assert.That(rig.DeparturesOf(segment.Id).Sum(d => d.Tag.Samples), Is.EqualTo(48 * (5_000 + 1_500)));
        Assert.That(rig.Events[^1].Kind, Is.EqualTo(SpeechOutEventKind.SegmentFinished));
        rig.Verify();
    }

    [Test]
    public void A_cut_in_a_pause_falls_where_the_pause_fell()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        SpeechSegment waiting = rig.Speech.Begin();
        rig.Write(segment, 1_000);
        rig.Write(waiting, 1_000);
        rig.Run(300);
        SpeechCut pause = rig.Speech.Pause(rig.Now);
        rig.Run(200);
        Assert.That(segment.IsCancelled, Is.False);
        SpeechCut cut = rig.Speech.Cut(rig.Now);
        Assert.That((cut.Segment, cut.Sent), Is.EqualTo((pause.Segment, pause.Sent)));
        Assert.That(cut.Dropped, Is.EqualTo(2));
        rig.Run(300);
        Assert.That(rig.DeparturesOf(segment.Id).Sum(d => d.Tag.Samples), Is.EqualTo(cut.Sent));
        rig.Verify();
    }

    [Test]
    public void A_cut_soon_after_speech_went_back_counts_what_was_sent_before()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 3_000);
        rig.Run(1_500);
        SpeechCut pause = rig.Speech.Pause(rig.Now);
        rig.Run(100);
        rig.Resume(pause, 48 * 800);
        rig.Run(200);
        SpeechCut cut = rig.Speech.Cut(rig.Now);
        Assert.That(cut.Sent, Is.EqualTo(pause.Sent));
        rig.Run(200);
        Assert.That(rig.Events[^1].Kind, Is.EqualTo(SpeechOutEventKind.SegmentCut));
        rig.Verify();
    }

    [Test]
    public void What_is_begun_and_written_in_a_pause_is_said_after_it()
    {
        using var rig = new SpeechRig();
        SpeechSegment first = rig.Speech.Begin();
        rig.Write(first, 500);
        first.Complete();
        rig.Run(450);
        SpeechCut pause = rig.Speech.Pause(rig.Now);
        SpeechSegment second = rig.Speech.Begin();
        rig.Write(second, 500);
        second.Complete();
        rig.Run(1_000);
        Assert.That(rig.DeparturesOf(second.Id), Is.Empty);
        rig.Resume(pause);
        rig.Run(1_500);
        Assert.That(rig.Events.Where(e => e.Kind == SpeechOutEventKind.SegmentFinished).Select(e => e.Segment), Is.EqualTo(new[] { first.Id, second.Id }));
        rig.Verify();
    }

    [Test]
    public void A_pause_while_nothing_is_said_holds_what_comes()
    {
        using var rig = new SpeechRig();
        SpeechCut pause = rig.Speech.Pause(rig.Now);
        Assert.That(pause.WasSpeaking, Is.False);
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 500);
        segment.Complete();
        rig.Run(1_000);
        Assert.That(rig.Departures, Is.Empty);
        rig.Resume(pause);
        rig.Run(1_000);
        Assert.That(rig.Events[^1].Kind, Is.EqualTo(SpeechOutEventKind.SegmentFinished));
        rig.Verify();
    }

    [Test]
    public void Without_a_pause_there_is_nothing_to_resume()
    {
        using var rig = new SpeechRig();
        SpeechSegment segment = rig.Speech.Begin();
        rig.Write(segment, 1_000);
        rig.Run(300);
        rig.Speech.Resume(0, rig.Now);
        rig.Run(300);
        rig.Verify();
    }
}
