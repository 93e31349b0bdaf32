using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Turns;
using RtcVoice.TestKit;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Tests.Turns;

public sealed class SpeechInTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    [Test]
    public void A_microphone_that_never_sends_costs_next_to_no_memory()
    {
        Listen(0);
        Assert.That(Allocations.Measure(() => Listen(0)), Is.LessThan(8_192), "what the microphone needs is more than 100 kB");
        Assert.That(Allocations.Measure(() => Listen(1)), Is.GreaterThan(32_768), "what the first frame makes");
    }

    // A second of a call whose microphone sends so many frames.
    private static void Listen(int frames)
    {
        var uplink = new UplinkQueue();
        using var input = new InputAudioBuffer(SharedVad.Model);
        using var early = new EarlyEar(SharedVad.Model) { IsListening = true };
        using var speech = new SpeechIn(input, early);
        Instant now = Instant.Origin + TimeSpan.FromSeconds(1);
        for (int i = 0; i < frames; i++)
        {
            // An empty SILK frame of 20 ms: silence.
            uplink.TryWrite(new ReceivedFrame(i, (long)i * OpusFormat.FrameSamples, now, [0x08]));
        }

        for (int i = 0; i < 100; i++)
        {
            speech.Take(uplink, now);
            now += Tick;
        }
    }
}
