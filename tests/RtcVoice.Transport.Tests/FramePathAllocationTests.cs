using RtcVoice.Conversation.Peer;
using RtcVoice.Pacing;
using RtcVoice.Transport.Tests.Harness;

namespace RtcVoice.Transport.Tests;

/// <summary>A frame costs no managed memory on its way between the socket and the queues of a call.</summary>
public sealed class FramePathAllocationTests
{
    private const int Frames = 100_000;
    private const int Runs = 4;
    private const int FrameSamples = 960;
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(20);
    private static readonly byte[] Frame = [0xFC, .. Enumerable.Range(0, 119).Select(i => (byte)i)];

    [Test]
    public void From_the_socket_to_the_call_a_frame_allocates_nothing()
    {
        using var call = new LoopbackCall();
        call.Connect();
        long sequence = 0;
        long control = 0;
        long taken = 0;
        long allocated = LeastOfSeveralRuns(() =>
        {
            long frames = 0;
            for (int i = 0; i < Frames; i++, sequence++)
            {
                // What is not media (ICE consent, RTCP, once a second and rarer) has a turn of the loop of its own.
                call.Clock.Advance(FrameTime);
                if (call.ExchangeControl() | call.Session.NextTimeout <= call.Now)
                {
                    control += Allocated(() => call.Loop.RunOnce());
                }

                call.SendFrame(Frame, sequence * FrameSamples);
                long before = GC.GetAllocatedBytesForCurrentThread();
                call.Loop.RunOnce();
                bool isThere = call.Observer.TryTake(out ReceivedFrame frame);
                frames += GC.GetAllocatedBytesForCurrentThread() - before;
                taken += isThere && frame.Payload.Length == Frame.Length ? 1 : 0;
            }

            return frames;
        });
        TestContext.Out.WriteLine($"{taken} frames; control: {control / (sequence * FrameTime.TotalSeconds):F0} bytes per second of call");
        Assert.That(taken, Is.EqualTo(sequence));
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void From_the_pacer_to_the_socket_a_frame_allocates_nothing()
    {
        using var call = new LoopbackCall();
        call.Connect();
        IPacedSink sink = call.Session.Sink;
        long sent = 0;
        long allocated = LeastOfSeveralRuns(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Frames; i++, sent++)
            {
                call.Clock.Advance(FrameTime);
                sink.Prepare(Frame, sent * FrameSamples);
                sink.Send(call.Now)?.Flush();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.That(call.Session.Statistics.PacketsSent, Is.EqualTo(sent));
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void The_pacers_own_turn_allocates_nothing_either()
    {
        using var call = new LoopbackCall();
        call.Connect();
        using PacingEngine pacer = PacingEngine.CreateStepped(options: null, call.Clock);
        using var encoders = new SpeechEncoders();
        using var speech = new SpeechOut(options: null, encoders, call.Clock, static () => { });
        pacer.Add(call.Session.Sink, speech);
        long turns = 0;
        long allocated = LeastOfSeveralRuns(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 2 * Frames; i++, turns++)
            {
                call.Clock.Advance(FrameTime / 2);
                pacer.RunDueSlots();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.That(pacer.Statistics.FramesSent, Is.EqualTo(turns / 2).Within(2));
        Assert.That(allocated, Is.Zero);
    }

    /// <summary>
    /// The runtime itself may allocate once, when it goes over to optimised code some seconds after the start: 56 bytes
    /// in 100,000 frames. What our code allocates per frame, or ever so often, it allocates in every run.
    /// </summary>
    private static long LeastOfSeveralRuns(Func<long> run)
    {
        long least = run();
        for (int i = 1; i < Runs && least != 0; i++)
        {
            least = Math.Min(least, run());
        }

        return least;
    }

    private static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
