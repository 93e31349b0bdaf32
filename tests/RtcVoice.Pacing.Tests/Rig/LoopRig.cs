using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Wheel;

namespace RtcVoice.Pacing.Tests.Rig;

/// <summary>The pacer's loop alone, on a virtual clock, with calls that have a ring and no speech.</summary>
internal sealed class LoopRig
{
    public static readonly byte[] SilencePacket = [255, 255, 255];

    public LoopRig() => Loop = new PacingLoop(Clock, Statistics);

    public VirtualClock Clock { get; } = new();

    public PacingStatistics Statistics { get; } = new();

    public PacingLoop Loop { get; }

    public PacedCall Add(IPacedSink sink)
    {
        var call = new PacedCall(sink, new FrameRing(20), new SilenceFrames(SilencePacket), new DepartureLog());
        Loop.Added.Push(call.Addition);
        return call;
    }

    public (PacedCall Call, RecordingSink Sink) Add()
    {
        var sink = new RecordingSink(Clock);
        return (Add(sink), sink);
    }

    public void Run(int slots)
    {
        for (int i = 0; i < slots; i++)
        {
            Loop.RunSlot();
        }
    }

    /// <summary>Runs slots until so much time has passed.</summary>
    public void RunFor(int milliseconds)
    {
        RtcVoice.Timing.Instant end = Clock.Now + TimeSpan.FromMilliseconds(milliseconds);
        while (Clock.Now < end)
        {
            Loop.RunSlot();
        }
    }
}
