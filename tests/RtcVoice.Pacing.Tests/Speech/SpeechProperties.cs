using FsCheck;
using FsCheck.Fluent;
using RtcVoice.Pacing.Tests.Rig;

namespace RtcVoice.Pacing.Tests.Speech;

/// <summary>Whatever agent, worker and conversation do, the listener gets a voice without gaps, repeats or clicks.</summary>
public class SpeechProperties
{
    private const ulong Seed = 20261122;

    public enum Act
    {
        Begin,
        Burst,
        Trickle,
        Wait,
        Complete,
        Cut,
        Pause,
        Resume,
        Wake,
        LateWorker,
    }

    [Test]
    public void Any_sequence_of_bursts_stalls_completions_pauses_and_cuts_is_spoken_whole_in_order_on_time_and_without_a_click()
    {
        Gen<(Act What, int Amount)> step = Gen.Frequency(
            (1, Amounts(Act.Begin, 0, 0)),
            (4, Amounts(Act.Burst, 1, 600)),
            (3, Amounts(Act.Trickle, 1, 40)),
            (6, Amounts(Act.Wait, 1, 250)),
            (2, Amounts(Act.Complete, 0, 0)),
            (1, Amounts(Act.Cut, 0, 0)),
            (1, Amounts(Act.Pause, 0, 0)),
            (2, Amounts(Act.Resume, 0, 1_000)),
            (2, Amounts(Act.Wake, 0, 0)),
            (1, Amounts(Act.LateWorker, 1, 25)));
        Gen<(int Tick, (Act What, int Amount)[] Steps)> script =
            from tick in Gen.Choose(1, 10)
            from steps in step.ArrayOf()
            select (tick, steps);
        Prop.ForAll(script.Resize(60).ToArbitrary(), s => Play(s.Tick, s.Steps))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(Seed, 1));
    }

    private static void Play(int tick, (Act What, int Amount)[] steps)
    {
        using var rig = new SpeechRig(tick: tick);
        var all = new List<SpeechSegment>();
        var open = new Queue<SpeechSegment>();
        SpeechCut pause = default;
        bool isPaused = false;
        foreach ((Act what, int amount) in steps)
        {
            switch (what)
            {
                case Act.Begin when open.Count < 4:
                    Begin();
                    break;
                case Act.Burst or Act.Trickle:
                    rig.Write(open.Count > 0 ? open.Peek() : Begin(), amount);
                    break;
                case Act.Wait:
                    rig.Run(amount);
                    break;
                case Act.Complete when open.Count > 0:
                    open.Dequeue().Complete();
                    break;
                case Act.Cut:
                    rig.TakeEvents();
                    Cut();
                    break;
                case Act.Pause:
                    rig.TakeEvents();
                    Pause();
                    break;
                case Act.Resume when isPaused:
                    Resume(amount);
                    break;
                case Act.Wake:
                    rig.Work();
                    break;
                case Act.LateWorker:
                    rig.IsWorkerStalled = true;
                    rig.Run(amount);
                    rig.IsWorkerStalled = false;
                    rig.Work();
                    break;
            }
        }

        foreach (SpeechSegment segment in open)
        {
            segment.Complete();
        }

        rig.Work();
        Resume(0);
        Assert.That(rig.RunUntil(() => rig.Speech is { State: SpeechOutState.Idle, IsSpeaking: false }, 60_000), "speech comes to an end");
        rig.Run(300);
        rig.Verify();
        Assert.That(rig.Speech.Statistics.Starvations, Is.Zero);
        Assert.That(
            rig.Events.Where(e => e.Kind is SpeechOutEventKind.SegmentFinished or SpeechOutEventKind.SegmentCut).Select(e => e.Segment),
            Is.EquivalentTo(all.Select(s => s.Id)),
            "every segment ends exactly once");
        Assert.That(rig.Events.Count(e => e.Kind == SpeechOutEventKind.Underrun), Is.EqualTo(rig.Speech.Statistics.Underruns));

        SpeechSegment Begin()
        {
            SpeechSegment segment = rig.Speech.Begin();
            all.Add(segment);
            open.Enqueue(segment);
            return segment;
        }

        void Cut()
        {
            long departed = rig.Departures.Sum(d => d.Tag.Samples);
            SpeechCut cut = rig.Speech.Cut(rig.Now);
            Assert.That(open.All(s => s.IsCancelled), "an open segment outlived a cut");
            open.Clear();
            isPaused = false;
            VerifyPosition(cut);

            Assert.That(rig.Departures.Sum(d => d.Tag.Samples), Is.EqualTo(departed), "a cut sends nothing by itself");
        }

        void Pause()
        {
            bool[] cancelled = [.. all.Select(s => s.IsCancelled)];
            SpeechCut next = rig.Speech.Pause(rig.Now);
            Assert.That(!isPaused || next == pause, "a second pause does nothing");
            Assert.That(all.Select(s => s.IsCancelled), Is.EqualTo(cancelled), "a pause drops nothing");
            (pause, isPaused) = (next, true);
            VerifyPosition(pause);
        }

        void Resume(int back)
        {
            if (isPaused)
            {
                isPaused = false;
                rig.Resume(pause, back * 48L);
            }
        }

        void VerifyPosition(SpeechCut stop)
        {
            if (stop.WasSpeaking)
            {
                long ofIt = rig.DeparturesOf(stop.Segment).Select(d => d.Tag.End).DefaultIfEmpty(0).Max();
                Assert.That(stop.Sent - ofIt, Is.InRange(0, 960 + 480), "the position is what departed, a claimed frame and the fade");
                Assert.That(stop.Sent - stop.FadeStart, Is.GreaterThanOrEqualTo(0));
            }
        }
    }

    private static Gen<(Act, int)> Amounts(Act act, int least, int most) => Gen.Choose(least, most).Select(amount => (act, amount));
}
