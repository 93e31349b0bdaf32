using RtcVoice.Pacing.Clock;
using RtcVoice.Pacing.Frames;
using RtcVoice.Timing;

namespace RtcVoice.Pacing.Wheel;

/// <summary>
/// Runs the loop on a clock that does not wait, so that the first call finds compiled code: cold, p99.9 of the first
/// seconds is 9 ms late, and NetEq remembers the first seconds of a call best.
/// </summary>
internal static class PacingWarmUp
{
    /// <summary>Two hundred frames: well over the 30 calls after which the runtime compiles a method anew.</summary>
    private const int Slots = 200 * PacingWheel.SlotCount;

    public static void Run()
    {
        var loop = new PacingLoop(new EagerClock(), new PacingStatistics());
        var ring = new FrameRing(2);
        var call = new PacedCall(new NullSink(), ring, new SilenceFrames([1, 2, 3]), new DepartureLog());
        loop.Added.Push(call.Addition);
        for (int i = 0; i < Slots; i++)
        {
            loop.RunSlot();
            if (i % PacingWheel.SlotCount == 0 && ring.Tail == ring.Head)
            {
                ring.Publish([1, 2, 3], default);
            }
        }

        loop.EndAll();
    }

    private sealed class EagerClock : IPacerClock
    {
        public Instant Now { get; private set; }

        public void WaitUntil(Instant deadline) => Now = Instant.Later(Now, deadline);
    }
}
