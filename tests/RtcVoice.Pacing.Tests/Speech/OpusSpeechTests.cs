using RtcVoice.Audio.Opus;
using RtcVoice.Pacing.Tests.Rig;
using RtcVoice.TestKit;

namespace RtcVoice.Pacing.Tests.Speech;

/// <summary>The same with the real codec: what a browser's decoder makes of it.</summary>
public class OpusSpeechTests
{
    [Test]
    public void A_cut_is_silent_within_the_fade_and_does_not_click_through_the_real_codec([Range(203, 239, 4)] int at)
    {
        using var encoders = new SpeechEncoders();
        var clock = new VirtualClock();
        using PacingEngine engine = PacingEngine.CreateStepped(null, clock);
        using var speech = new SpeechOut(null, encoders, clock, () => { });
        var sink = new RecordingSink(clock);
        engine.Add(sink, speech);
        SpeechSegment segment = speech.Begin();
        Write(segment, 0, 1_000);
        Run(engine, speech, clock, at);
        SpeechCut cut = speech.Cut(clock.Now);
        Run(engine, speech, clock, 600);

        short[] heard = Decode(sink.Packets);
        int start = FirstLoud(heard) - FirstLoud(Voice(0, 48_000));
        int end = start + (int)cut.Sent;
        Assert.That(Waveform.Peak(heard.AsSpan(end - 960 - 480, 480)), Is.GreaterThan(4_000), "speech just before the fade");
        Assert.That(Waveform.Peak(heard.AsSpan(end + 240)), Is.LessThan(400), "silence 5 ms behind it (-38 dBFS: the codec's own ringing)");
        Assert.That(Waveform.LargestStep(heard.AsSpan(end - 960)), Is.LessThan(1_000), "no click");
    }

    [Test]
    public void Speech_between_silences_sounds_as_it_was_written()
    {
        using var encoders = new SpeechEncoders(new OpusEncoderOptions { Bitrate = 64_000 });
        var clock = new VirtualClock();
        using PacingEngine engine = PacingEngine.CreateStepped(null, clock);
        using var speech = new SpeechOut(null, encoders, clock, () => { });
        var sink = new RecordingSink(clock);
        engine.Add(sink, speech);
        for (int i = 0; i < 3; i++)
        {
            Run(engine, speech, clock, 300);
            SpeechSegment segment = speech.Begin();
            Write(segment, 0, 500);
            segment.Complete();
            Run(engine, speech, clock, 700);
        }

        short[] heard = Decode(sink.Packets);
        Assert.That(sink.Packets.Select(p => p.Frame.Length), Is.All.GreaterThan(2), "no packet that a browser takes for DTX");
        double loud = heard.Count(s => Math.Abs((int)s) > 1_000) / (double)heard.Length;
        Assert.That(loud, Is.InRange(0.35, 0.5), "half of the time, less the wave's zeros");
        Assert.That(Waveform.LargestStep(heard), Is.LessThan(1_000));
    }

    [Test]
    public void Topping_up_allocates_no_managed_byte_in_steady_speech()
    {
        using var encoders = new SpeechEncoders(new OpusEncoderOptions { Complexity = 0 });
        var clock = new VirtualClock();
        using PacingEngine engine = PacingEngine.CreateStepped(null, clock);
        using var speech = new SpeechOut(new SpeechOutOptions { MaxBuffered = TimeSpan.FromMinutes(1) }, encoders, clock, () => { });
        engine.Add(new RtcVoice.Pacing.Wheel.NullSink(), speech);
        SpeechSegment segment = speech.Begin();
        Write(segment, 0, 40_000);
        Run(engine, speech, clock, 10_000);
        Assert.That(Allocations.Measure(() => Run(engine, speech, clock, 6_000)), Is.Zero, "over 300 frames and 600 ticks");
        Assert.That(speech.Statistics.Underruns, Is.Zero);
    }

    private static void Run(PacingEngine engine, SpeechOut speech, VirtualClock clock, int milliseconds)
    {
        for (int i = 0; i < milliseconds; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            engine.RunDueSlots();
            if (i % 10 == 0)
            {
                speech.TopUp(clock.Now);
                while (speech.TryTakeEvent(out _))
                {
                }
            }
        }
    }

    private static void Write(SpeechSegment segment, int offset, int milliseconds) =>
        Assert.That(segment.WriteAsync(Voice(offset, milliseconds * 48), 48_000).AsTask().GetAwaiter().GetResult());

    private static short[] Voice(int offset, int count) =>
        [.. Enumerable.Range(offset, count).Select(t => (short)(Math.Min(1, t / 480.0) * 8_000 * Math.Sin(2 * Math.PI * 200 * t / 48_000)))];

    private static short[] Decode(List<Sent> packets)
    {
        using var decoder = new OpusDecoder();
        var heard = new List<short>();
        short[] pcm = new short[OpusFormat.MaxPacketSamples];
        foreach (Sent packet in packets)
        {
            Assert.That(decoder.TryDecode(packet.Frame, pcm, out int samples));
            heard.AddRange(pcm.AsSpan(0, samples));
        }

        return [.. heard];
    }

    private static int FirstLoud(ReadOnlySpan<short> samples)
    {
        int i = 0;
        while (Math.Abs((int)samples[i]) < 2_000)
        {
            i++;
        }

        return i;
    }
}
