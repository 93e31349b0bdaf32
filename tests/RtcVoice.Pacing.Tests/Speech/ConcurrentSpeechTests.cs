using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Tests.Rig;
using RtcVoice.Pacing.Wheel;

namespace RtcVoice.Pacing.Tests.Speech;

/// <summary>
/// Worker, pacer and agent on threads of their own, the pacer on a clock that runs as fast as it can, so that claims
/// fall into every step of a top-up and a cut.
/// </summary>
public class ConcurrentSpeechTests
{
    private const int Cuts = 3_000;

    [Test]
    public void A_cut_is_exact_however_the_pacer_runs_beside_it()
    {
        var clock = new VirtualClock();
        var book = new TraceBook();
        using var speech = new SpeechOut(null, book.Encoders, TimeProvider.System, () => { });
        var reader = new DepartureReader(speech.Departures);
        var sink = new RecordingSink(clock);
        var loop = new PacingLoop(clock, new PacingStatistics());
        var call = new PacedCall(sink, speech.Ring, speech.Silence, speech.Departures);
        loop.Added.Push(call.Addition);

        bool isOver = false;
        var pacer = new Thread(() =>
        {
            var chance = new Random(1);
            while (!Volatile.Read(ref isOver))
            {
                loop.RunSlot();
                Thread.SpinWait(chance.Next(1, 20));
            }
        });
        var agent = new Thread(() =>
        {
            var chance = new Random(2);
            short[] pcm = new short[4_800];
            while (!Volatile.Read(ref isOver))
            {
                SpeechSegment segment = speech.Begin();
                pcm.AsSpan().Fill((short)segment.Id);
                for (int i = 0; i < 40 && segment.WriteAsync(pcm.AsMemory(0, chance.Next(pcm.Length)), 48_000).AsTask().Result; i++)
                {
                    if (chance.Next(4) == 0)
                    {
                        Thread.Yield();
                    }
                }

                segment.Complete();
                SpinWait.SpinUntil(() => segment.Progress.HasEnded || Volatile.Read(ref isOver));
            }
        });
        pacer.Start();
        agent.Start();
        (Dictionary<long, long> cuts, List<SpeechOutEvent> events, List<Departure> departures) = Work(speech, clock, reader);
        Volatile.Write(ref isOver, true);
        agent.Join();
        pacer.Join();

        Assert.That(reader.Lost, Is.Zero);
        foreach ((long segment, long sent) in cuts)
        {
            Assert.That(departures.Where(d => d.Tag.Segment == segment).Sum(d => d.Tag.Samples), Is.EqualTo(sent), $"segment {segment}");
        }

        foreach (IGrouping<long, Departure> segment in departures.Where(d => d.Tag.Samples > 0).GroupBy(d => d.Tag.Segment))
        {
            long position = 0;
            foreach (Departure departure in segment)
            {
                Assert.That(departure.Tag.Offset, Is.EqualTo(position));
                position = departure.Tag.End;
            }
        }

        Assert.That(events.Where(e => e.Kind is SpeechOutEventKind.SegmentFinished or SpeechOutEventKind.SegmentCut).Select(e => e.Segment), Is.Unique);
        VerifyStates(book, sink);
    }

    // A tick after a tick, with a cut whenever the dice say so, until enough of them have met speech.
    private static (Dictionary<long, long> Cuts, List<SpeechOutEvent> Events, List<Departure> Departures) Work(
        SpeechOut speech,
        VirtualClock clock,
        DepartureReader reader)
    {
        var chance = new Random(3);
        var cuts = new Dictionary<long, long>();
        var events = new List<SpeechOutEvent>();
        var departures = new List<Departure>();
        while (cuts.Count < Cuts)
        {
            speech.TopUp(clock.Now);
            if (speech.IsSpeaking && chance.Next(8) == 0)
            {
                SpeechCut cut = speech.Cut(clock.Now);
                if (cut.WasSpeaking)
                {
                    Assert.That(cuts.TryAdd(cut.Segment, cut.Sent), "a segment was cut twice");
                }
            }

            Take();
        }

        // What is in the ring still departs.
        long end = speech.Ring.Tail;
        while (speech.Ring.Head < end)
        {
            Take();
        }

        SpinWait.SpinUntil(() => speech.Ring.EmptyClaims < 0, TimeSpan.FromMilliseconds(50));
        Take();
        return (cuts, events, departures);

        void Take()
        {
            while (speech.TryTakeEvent(out SpeechOutEvent happened))
            {
                events.Add(happened);
            }

            while (reader.TryTake(out Departure departure))
            {
                departures.Add(departure);
            }
        }
    }

    // The shared silence may break in anywhere here, because the pacer outruns the worker; between two packets of the
    // encoder with nothing between them the states must meet.
    private static void VerifyStates(TraceBook book, RecordingSink sink)
    {
        TraceBook.Entry? last = null;
        foreach (Sent packet in sink.Packets)
        {
            if (TraceBook.IsSharedSilence(packet.Frame))
            {
                last = null;
                continue;
            }

            TraceBook.Entry entry = book.Read(packet.Frame);
            if (last is not null && entry.Before != new TraceBook.State(0, TraceBook.SettlingFrames))
            {
                Assert.That(entry.Before, Is.EqualTo(last.After), "a packet was coded behind another than the one that departed before it");
            }

            last = entry;
        }
    }
}
