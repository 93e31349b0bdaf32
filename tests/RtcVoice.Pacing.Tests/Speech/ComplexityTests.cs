using RtcVoice.Audio.Opus;
using RtcVoice.Pacing.Speech;
using RtcVoice.TestKit;

namespace RtcVoice.Pacing.Tests.Speech;

/// <summary>What a change of complexity under load does to speech, with the real codec.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ComplexityTests : IDisposable
{
    private const int Frame = OpusFormat.FrameSamples;
    private const int WordFrames = 12;
    private const int GapFrames = 3;

    private readonly OpusSilence _silence = OpusSilence.Create();
    private readonly TargetComplexity _target = new(OpusEncoderOptions.Default.Complexity);
    private readonly byte[] _packet = new byte[OpusFormat.MaxFramePacketBytes];

    public void Dispose() => _silence.Dispose();

    [Test]
    public void A_change_waits_for_the_next_quiet_frame()
    {
        using OpusSpeechEncoder encoder = Begin();
        List<int> efforts = [];
        for (int i = 0; i < 2 * (WordFrames + GapFrames); i++)
        {
            _target.Value = i < 5 ? 5 : 1;
            encoder.Encode(SpeechFrame(i), _packet);
            efforts.Add(encoder.Complexity);
        }

        Assert.That(efforts.Take(WordFrames - 1), Is.All.EqualTo(5), "the word under way");
        Assert.That(efforts.Skip(WordFrames), Is.All.EqualTo(1), "from the gap on");
    }

    [Test]
    public void A_talkspurt_begins_with_the_complexity_of_its_time_also_from_a_state_that_was_kept()
    {
        using OpusSpeechEncoder encoder = Begin();
        encoder.Save(0);
        _target.Value = 1;
        encoder.Restore(0);
        encoder.Encode(SpeechFrame(3), _packet);
        Assert.That(encoder.Complexity, Is.EqualTo(1));
        _target.Value = 5;
        encoder.RestoreSilence();
        encoder.Encode(SpeechFrame(3), _packet);
        Assert.That(encoder.Complexity, Is.EqualTo(5));
    }

    [TestCase(5, 3)]
    [TestCase(5, 1)]
    [TestCase(1, 5)]
    [TestCase(3, 1)]
    public void No_step_and_no_hole_is_heard_where_it_changes(int before, int after)
    {
        const int Frames = 10 * (WordFrames + GapFrames);
        short[] steady = Speak(Frames, _ => before);
        short[] changed = Speak(Frames, i => i < Frames / 2 ? before : after);
        int change = (Frames / 2) - GapFrames;
        ReadOnlySpan<short> around = changed.AsSpan(change * Frame, 3 * GapFrames * Frame);
        Assert.That(Waveform.LargestStep(around), Is.LessThanOrEqualTo(1.2 * Waveform.LargestStep(steady)));
        for (int word = 0; word < 10; word++)
        {
            Range middle = (((word * (WordFrames + GapFrames)) + 3) * Frame)..(((word * (WordFrames + GapFrames)) + 9) * Frame);
            Assert.That(Rms(changed.AsSpan()[middle]), Is.EqualTo(Rms(steady.AsSpan()[middle])).Within(10).Percent, $"word {word}");
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(3)]
    public void Behind_speech_of_a_lower_complexity_the_shared_silence_is_silent(int complexity)
    {
        const int Frames = 100;
        short[] heard = Speak(WordFrames, _ => complexity, silentFrames: Frames);
        ReadOnlySpan<short> silence = heard.AsSpan((WordFrames + OpusSilence.ConvergenceFrames) * Frame);
        Assert.That(Waveform.Peak(silence), Is.LessThanOrEqualTo(8), "of 32768");
    }

    [Test]
    public void Changing_allocates_nothing()
    {
        using OpusSpeechEncoder encoder = Begin();
        short[][] frames = [.. Enumerable.Range(0, 60).Select(SpeechFrame)];
        void Run()
        {
            for (int i = 0; i < frames.Length; i++)
            {
                _target.Value = i % 30 < 15 ? 5 : 1;
                encoder.Encode(frames[i], _packet);
            }
        }

        Run();
        Assert.That(Allocations.Measure(Run), Is.Zero);
    }

    private OpusSpeechEncoder Begin()
    {
        var encoder = new OpusSpeechEncoder(OpusEncoderOptions.Default, _silence, _target);
        encoder.RestoreSilence();
        return encoder;
    }

    /// <summary>What is heard of words and gaps behind silence, and of the shared silence behind them.</summary>
    private short[] Speak(int frames, Func<int, int> complexity, int silentFrames = 0)
    {
        using OpusSpeechEncoder encoder = Begin();
        using var ear = new OpusDecoder();
        List<short> heard = [];
        short[] pcm = new short[OpusFormat.MaxPacketSamples];
        for (int i = 0; i < 20; i++)
        {
            Hear(_silence[i], keep: false);
        }

        for (int i = 0; i < frames + silentFrames; i++)
        {
            _target.Value = i < frames ? complexity(i) : _target.Value;
            int settled = i - frames - OpusSilence.ConvergenceFrames;
            if (settled >= 0)
            {
                Hear(_silence[settled], keep: true);
                continue;
            }

            int length = encoder.Encode(i < frames ? SpeechFrame(i) : new short[Frame], _packet);
            Assert.That(OpusPacket.TryRead(_packet.AsSpan(0, length), out OpusPacket packet));
            Assert.That(packet.Bandwidth, Is.EqualTo(OpusBandwidth.Full), $"frame {i}");
            Hear(_packet.AsSpan(0, length), keep: true);
        }

        return [.. heard];

        void Hear(ReadOnlySpan<byte> packet, bool keep)
        {
            Assert.That(ear.TryDecode(packet, pcm, out int samples));
            heard.AddRange(pcm.AsSpan(0, keep ? samples : 0));
        }
    }

    /// <summary>A voiced sound with harmonics up to 10 kHz, in words of 240 ms that swell and fade, with quiet gaps of 60 ms.</summary>
    private static short[] SpeechFrame(int index)
    {
        short[] pcm = new short[Frame];
        int place = index % (WordFrames + GapFrames);
        for (int i = 0; i < Frame; i++)
        {
            double within = (place * Frame) + i;
            double loudness = place >= WordFrames ? 0 : Math.Sin(Math.PI * within / (WordFrames * Frame));
            double t = ((index * Frame) + i) / (double)OpusFormat.SampleRate;
            double sample = 0;
            for (int harmonic = 1; harmonic <= 60; harmonic++)
            {
                sample += Math.Sin(2 * Math.PI * 160 * harmonic * t) / harmonic;
            }

            pcm[i] = (short)((5_000 * loudness * sample) + (40 * Math.Sin(2 * Math.PI * 300 * t)));
        }

        return pcm;
    }

    private static double Rms(ReadOnlySpan<short> samples)
    {
        double sum = 0;
        foreach (short sample in samples)
        {
            sum += (double)sample * sample;
        }

        return Math.Sqrt(sum / samples.Length);
    }
}
