using RtcVoice.Audio.Opus;
using RtcVoice.Pacing.Clock;
using RtcVoice.Pacing.Frames;
using RtcVoice.Timing;

namespace RtcVoice.Pacing.Wheel;

/// <summary>
/// What the pacer's thread does, slot by slot, on an absolute grid of 1 ms: send the packets that are due, then prepare
/// those of the next slot. It allocates, locks and logs nothing. One thread runs it; the two stacks are how others
/// reach it, and <see cref="Ended"/> is how it answers.
/// </summary>
/// <remarks>
/// Late, it sends each call's own frame at once and keeps the grid. A slot that is over by a whole frame period is
/// missed: nothing is sent in it, its calls' media time passes (it is the slot's number), and their frames wait for
/// their next slot. So no call ever sends two frames for one slot, or one before its time (design section 4, rule 2).
/// </remarks>
internal sealed class PacingLoop
{
    public const long SlotNanoseconds = 1_000_000;
    public const long FrameNanoseconds = SlotNanoseconds * PacingWheel.SlotCount;

    /// <summary>Slots from a call's linking to its first frame at least: one to prepare it in, one under way.</summary>
    private const int FirstSlotDistance = 2;

    /// <summary>With nothing to do the pacer looks for new calls this often, in slots: an idle server costs little.</summary>
    private const int RestSlots = 10;

    private readonly IPacerClock _clock;
    private readonly PacingStatistics _statistics;
    private readonly PacingWheel _wheel = new();
    private readonly PacketsUnderWay _underWay = new();
    private readonly Instant _origin;
    private long _next = 1;

    public PacingLoop(IPacerClock clock, PacingStatistics statistics)
    {
        _clock = clock;
        _statistics = statistics;
        _origin = clock.Now;
    }

    /// <summary>Calls to take up.</summary>
    public CallStack Added { get; } = new();

    /// <summary>Calls to let go.</summary>
    public CallStack Removed { get; } = new();

    /// <summary>Calls whose sink and ring are not touched any more.</summary>
    public CallStack Ended { get; } = new();

    public PacingWheel Wheel => _wheel;

    /// <summary>The deadline of a slot.</summary>
    public Instant DeadlineOf(long slot) => new(_origin.Nanoseconds + (slot * SlotNanoseconds));

    /// <summary>Waits for the next slot that has work (10 ms at most) and does it.</summary>
    public void RunSlot()
    {
        ApplyCommands();
        Run(NextSlotWithWork());
    }

    /// <summary>Does the next slot that has work if its time has come.</summary>
    public bool TryRunDueSlot()
    {
        ApplyCommands();
        long slot = NextSlotWithWork();
        if (_clock.Now < DeadlineOf(slot))
        {
            return false;
        }

        Run(slot);
        return true;
    }

    /// <summary>Lets every call go. For the end, when the loop runs no more.</summary>
    public void EndAll()
    {
        ApplyCommands();
        for (int phase = 0; phase < PacingWheel.SlotCount; phase++)
        {
            while (_wheel.FirstOf(phase) is { } call)
            {
                End(call);
            }
        }
    }

    private void Run(long slot)
    {
        Instant deadline = DeadlineOf(slot);
        _clock.WaitUntil(deadline);
        Instant now = _clock.Now;
        if (now.Nanoseconds - deadline.Nanoseconds >= FrameNanoseconds)
        {
            Skip(slot);
        }
        else
        {
            Send(slot, deadline, now);
            Prepare(slot + 1);
        }

        _next = slot + 1;
    }

    private long NextSlotWithWork()
    {
        long slot = _next;
        while (slot < _next + RestSlots && _wheel.IsEmptyAt(slot) && _wheel.IsEmptyAt(slot + 1))
        {
            slot++;
        }

        return slot;
    }

    // Removals are taken first: whatever they name was added before, so it is on the wheel or among the additions.
    private void ApplyCommands()
    {
        CallNode? removed = Removed.TakeAll();
        for (CallNode? node = Added.TakeAll(); node is not null; node = node.Next)
        {
            PacedCall call = node.Call;
            long present = (_clock.Now.Nanoseconds - _origin.Nanoseconds) / SlotNanoseconds;
            call.FirstSlot = _wheel.Link(call, Math.Max(_next, present) + FirstSlotDistance);
            call.StartMediaClock(DeadlineOf(call.FirstSlot));
        }

        for (CallNode? node = removed; node is not null; node = node.Next)
        {
            // A call whose sink threw is off the wheel already.
            if (node.Call.Phase >= 0)
            {
                End(node.Call);
            }
        }
    }

    private void Send(long slot, Instant deadline, Instant now)
    {
        PacedCall? next;
        for (PacedCall? call = _wheel.FirstOf(PhaseOf(slot)); call is not null; call = next)
        {
            next = call.Next;
            if (slot < call.FirstSlot)
            {
                continue;
            }

            IPacketBatch? batch;
            try
            {
                if (call.PreparedSlot != slot)
                {
                    Prepare(call, slot);
                }

                batch = call.Sink.Send(now);
            }
#pragma warning disable CA1031 // One call's broken sink must not silence all the others.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                EndFor(fault, call);
                continue;
            }

            if (batch is null)
            {
                now = _clock.Now;
                Record(call, slot, deadline, now);
            }
            else if (_underWay.Add(call, batch))
            {
                now = Flush(slot, deadline, now);
            }
        }

        Flush(slot, deadline, now);
    }

    private Instant Flush(long slot, Instant deadline, Instant now)
    {
        if (_underWay.Count == 0)
        {
            return now;
        }

        Instant before = _clock.Now;
        _underWay.Flush();
        Instant after = _clock.Now;
        for (int i = 0; i < _underWay.Count; i++)
        {
            // Those of one batch leave evenly, near enough.
            long share = (after.Nanoseconds - before.Nanoseconds) * (i + 1) / _underWay.Count;
            Record(_underWay[i], slot, deadline, new Instant(before.Nanoseconds + share));
        }

        _underWay.Clear();
        return after;
    }

    private void Record(PacedCall call, long slot, Instant deadline, Instant now)
    {
        CurrentFrame frame = call.Frame;
        long lateness = now.Nanoseconds - deadline.Nanoseconds;
        _statistics.CountFrame(frame.IsSharedSilence, lateness);
        call.Lateness.Record(lateness);
        if (call.LastSentSlot >= 0)
        {
            long mediaInterval = (slot - call.LastSentSlot) * SlotNanoseconds;
            _statistics.CountInterval(now.Nanoseconds - call.LastSentAt - mediaInterval);
        }

        call.LastSentSlot = slot;
        call.LastSentAt = now.Nanoseconds;
        if (!frame.IsSharedSilence)
        {
            call.Departures.Append(new Departure(MediaTimeOf(call, slot), frame.Tag, now));
        }

        frame.Release();
    }

    private void Prepare(long slot)
    {
        PacedCall? next;
        for (PacedCall? call = _wheel.FirstOf(PhaseOf(slot)); call is not null; call = next)
        {
            next = call.Next;
            if (slot < call.FirstSlot)
            {
                continue;
            }

            try
            {
                Prepare(call, slot);
            }
#pragma warning disable CA1031 // One call's broken sink must not silence all the others.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                EndFor(fault, call);
            }
        }
    }

    private static void Prepare(PacedCall call, long slot)
    {
        call.Frame.Take(call.Ring, call.Silence);
        call.Sink.Prepare(call.Frame.Bytes, MediaTimeOf(call, slot));
        call.PreparedSlot = slot;
    }

    private void Skip(long slot)
    {
        for (PacedCall? call = _wheel.FirstOf(PhaseOf(slot)); call is not null; call = call.Next)
        {
            if (slot >= call.FirstSlot)
            {
                _statistics.CountSkippedSlot();
            }
        }
    }

    private void EndFor(Exception fault, PacedCall call)
    {
        _statistics.CountSinkFault();
        call.Fault = fault;
        End(call);
    }

    private void End(PacedCall call)
    {
        _wheel.Unlink(call);
        Ended.Push(call.Ending);
    }

    private static int PhaseOf(long slot) => (int)(slot % PacingWheel.SlotCount);

    private static long MediaTimeOf(PacedCall call, long slot) =>
        (slot - call.FirstSlot) / PacingWheel.SlotCount * OpusFormat.FrameSamples;
}
