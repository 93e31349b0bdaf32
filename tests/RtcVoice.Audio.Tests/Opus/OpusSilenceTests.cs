using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Tests.Signals;

namespace RtcVoice.Audio.Tests.Opus;

public class OpusSilenceTests
{
    private const int Frame = OpusFormat.FrameSamples;

    private static readonly short[] Voice = HumanSpeech.Read48(HumanSpeech.Sentences[0]);

    [Test]
    public void Encoded_silence_is_never_taken_for_dtx_and_soon_has_its_size(
        [Values(6_000, 12_000, 16_000, 24_000, 32_000, 64_000)] int bitrate,
        [Values(0, 5, 10)] int complexity,
        [Values] bool correction,
        [Values(0, 150, 300)] int spoken)
    {
        var options = new OpusEncoderOptions { Bitrate = bitrate, Complexity = complexity, UseForwardErrorCorrection = correction };
        using var encoder = new OpusEncoder(options);
        byte[] packet = new byte[OpusFormat.MaxFramePacketBytes];
        for (int i = 0; i < spoken; i++)
        {
            encoder.Encode(Voice.AsSpan(i * Frame, Frame), packet);
        }

        short[] zeros = new short[Frame];
        List<int> lengths = [];
        for (int i = 0; i < 200; i++)
        {
            lengths.Add(encoder.Encode(zeros, packet));
        }

        OpusPacket.TryRead(packet.AsSpan(0, lengths[^1]), out OpusPacket framing);
        TestContext.Out.WriteLine($"{string.Join(",", lengths.Take(10))} ... {lengths[^1]} bytes, {framing.Mode} {framing.Bandwidth}");
        Assert.That(lengths, Has.All.GreaterThan(OpusFormat.MaxDtxPacketBytes));
        Assert.That(lengths.Skip(OpusSilence.ConvergenceFrames), Has.All.EqualTo(lengths[^1]).Within(2));
    }

    [Test]
    public void Made_silence_is_what_the_encoder_says_next()
    {
        using OpusSilence silence = OpusSilence.Create();
        using var encoder = new OpusEncoder();
        encoder.RestoreFrom(silence.Snapshot);
        byte[] packet = new byte[OpusFormat.MaxFramePacketBytes];
        short[] zeros = new short[Frame];
        for (long i = 0; i < 50; i++)
        {
            int length = encoder.Encode(zeros, packet);
            Assert.That(silence[i].SequenceEqual(packet.AsSpan(0, length)), Is.True, $"frame {i}");
        }

        TestContext.Out.WriteLine($"period {silence.Period}, {silence[0].Length} bytes");
        Assert.That(silence.Period, Is.EqualTo(4));
    }

    [Test]
    public void Speech_behind_made_silence_sounds_as_behind_real_silence()
    {
        // One call encodes all of its silence; the other sends made silence and restores the encoder for speech.
        using OpusSilence silence = OpusSilence.Create();
        using var honest = new OpusEncoder();
        using var cheap = new OpusEncoder();
        using var honestEar = new OpusDecoder();
        using var cheapEar = new OpusDecoder();
        byte[] packet = new byte[OpusFormat.MaxFramePacketBytes];
        short[] zeros = new short[Frame];
        var wanted = new List<short>();
        var heard = new List<short>();

        void Say(OpusEncoder encoder, OpusDecoder ear, ReadOnlySpan<short> pcm, List<short> to)
        {
            short[] frame = new short[Frame];
            int length = encoder.Encode(pcm, packet);
            Assert.That(ear.TryDecode(packet.AsSpan(0, length), frame, out _), Is.True);
            to.AddRange(frame);
        }

        for (int i = 0; i < 100; i++)
        {
            Say(honest, honestEar, Voice.AsSpan(i * Frame, Frame), wanted);
            Say(cheap, cheapEar, Voice.AsSpan(i * Frame, Frame), heard);
        }

        for (int i = 0; i < 50; i++)
        {
            Say(honest, honestEar, zeros, wanted);
            if (i < OpusSilence.ConvergenceFrames)
            {
                Say(cheap, cheapEar, zeros, heard);
                continue;
            }

            short[] frame = new short[Frame];
            Assert.That(cheapEar.TryDecode(silence[i - OpusSilence.ConvergenceFrames], frame, out _), Is.True);
            heard.AddRange(frame);
        }

        int quietFrom = (100 + OpusSilence.ConvergenceFrames) * Frame;
        int speechFrom = wanted.Count;
        cheap.RestoreFrom(silence.Snapshot);
        for (int i = 100; i < 200; i++)
        {
            Say(honest, honestEar, Voice.AsSpan(i * Frame, Frame), wanted);
            Say(cheap, cheapEar, Voice.AsSpan(i * Frame, Frame), heard);
        }

        short[] a = [.. wanted];
        short[] b = [.. heard];
        ReadOnlySpan<short> source = Voice.AsSpan(100 * Frame, (100 * Frame) - 312);
        double honestQuality = Loudness.SignalToNoise(source, a.AsSpan(speechFrom + 312));
        double cheapQuality = Loudness.SignalToNoise(source, b.AsSpan(speechFrom + 312));
        int hiss = Loudness.Peak(b.AsSpan(quietFrom, speechFrom - quietFrom));
        TestContext.Out.WriteLine($"SNR of the speech after: encoded silence {honestQuality:F2} dB, made {cheapQuality:F2} dB; peak in silence {hiss}");
        Assert.That(cheapQuality, Is.GreaterThan(honestQuality - 0.5));
        Assert.That(hiss, Is.LessThanOrEqualTo(4), "of 32768");
    }
}
