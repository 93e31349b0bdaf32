using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Tests.Signals;

namespace RtcVoice.Audio.Tests.Opus;

public class OpusCodecTests
{
    private const int Frame = OpusFormat.FrameSamples;

    private static readonly short[] Voice = HumanSpeech.Read48(HumanSpeech.Sentences[0]);

    [Test]
    public void Speech_survives_encoding_and_decoding()
    {
        using var encoder = new OpusEncoder();
        using var decoder = new OpusDecoder();
        short[] heard = RoundTrip(encoder, decoder, Voice, out int bytes);

        double seconds = (double)heard.Length / OpusFormat.SampleRate;
        int delay = encoder.LookaheadSamples;
        Assert.That(delay, Is.EqualTo(OpusFormat.LookaheadSamples));
        int best = Enumerable.Range(0, 600).MaxBy(d => Loudness.SignalToNoise(Voice.AsSpan(0, heard.Length - d), heard.AsSpan(d)));
        double quality = Loudness.SignalToNoise(Voice.AsSpan(0, heard.Length - best), heard.AsSpan(best));
        TestContext.Out.WriteLine(
            $"{bytes * 8 / seconds / 1000:F1} kb/s, SNR {quality:F1} dB at a delay of {best} (lookahead {delay}), state {encoder.StateBytes} B");
        Assert.That(delay, Is.EqualTo(312));
        Assert.That(best, Is.EqualTo(delay).Within(24), "half a millisecond: VOIP's high-pass turns the phase");
        Assert.That(quality, Is.GreaterThan(4), "dB of waveform match");
        Assert.That(bytes * 8 / seconds, Is.InRange(16_000, 36_000));
    }

    [Test]
    public void A_restored_encoder_codes_the_same_bytes_again()
    {
        using var encoder = new OpusEncoder();
        using var snapshot = new OpusEncoderSnapshot();
        byte[] packet = new byte[OpusFormat.MaxFramePacketBytes];
        for (int i = 0; i < 50; i++)
        {
            encoder.Encode(Voice.AsSpan(i * Frame, Frame), packet);
        }

        encoder.SaveTo(snapshot);
        List<string> first = Encode(encoder, 50, 60);
        encoder.ExpectedPacketLossPercent = 40;
        encoder.Encode(new short[Frame], packet);
        encoder.RestoreFrom(snapshot);
        Assert.That(encoder.ExpectedPacketLossPercent, Is.EqualTo(10), "settings are part of the state");
        Assert.That(Encode(encoder, 50, 60), Is.EqualTo(first));

        using var other = new OpusEncoder(new OpusEncoderOptions { Bitrate = 12_000, Complexity = 0 });
        other.RestoreFrom(snapshot);
        Assert.That(Encode(other, 50, 60), Is.EqualTo(first), "another encoder takes the state over");
    }

    [Test]
    public void A_disturbed_encoder_codes_other_bytes_so_that_equality_means_something()
    {
        using var encoder = new OpusEncoder();
        using var other = new OpusEncoder();
        other.Encode(Voice.AsSpan(40 * Frame, Frame), new byte[OpusFormat.MaxFramePacketBytes]);
        Assert.That(Encode(encoder, 50, 20), Is.Not.EqualTo(Encode(other, 50, 20)));
    }

    [Test]
    public void An_empty_snapshot_cannot_be_restored()
    {
        using var encoder = new OpusEncoder();
        using var snapshot = new OpusEncoderSnapshot();
        Assert.That(() => encoder.RestoreFrom(snapshot), Throws.ArgumentException);
    }

    [Test]
    public void A_lost_frame_comes_back_from_the_copy_in_its_successor_better_than_concealed()
    {
        using var encoder = new OpusEncoder(new OpusEncoderOptions { ExpectedPacketLossPercent = 20 });
        var packets = new List<byte[]>();
        byte[] buffer = new byte[OpusFormat.MaxFramePacketBytes];
        for (int i = 0; (i + 1) * Frame <= Voice.Length; i++)
        {
            packets.Add(buffer[..encoder.Encode(Voice.AsSpan(i * Frame, Frame), buffer)]);
        }

        using var intact = new OpusDecoder();
        using var concealing = new OpusDecoder();
        using var correcting = new OpusDecoder();
        short[] reference = new short[Frame];
        short[] concealed = new short[Frame];
        short[] corrected = new short[Frame];
        double concealedError = 0;
        double correctedError = 0;
        int withCopy = 0;
        for (int i = 0; i < packets.Count; i++)
        {
            intact.TryDecode(packets[i], reference, out _);
            bool lost = i % 10 == 5 && i + 1 < packets.Count && OpusPacket.TryRead(packets[i + 1], out OpusPacket next)
                && next.HasForwardErrorCorrection;
            if (!lost)
            {
                concealing.TryDecode(packets[i], concealed, out _);
                correcting.TryDecode(packets[i], corrected, out _);
                continue;
            }

            withCopy++;
            concealing.Conceal(concealed);
            Assert.That(correcting.DecodeForwardErrorCorrection(packets[i + 1], corrected), Is.True);
            concealedError += Distance(reference, concealed);
            correctedError += Distance(reference, corrected);
        }

        TestContext.Out.WriteLine($"{withCopy} losses, energy of the error: concealed {concealedError:E2}, corrected {correctedError:E2}");
        Assert.That(withCopy, Is.GreaterThan(20));
        Assert.That(correctedError, Is.LessThan(concealedError / 2));
    }

    [Test]
    public void Concealment_fades_away()
    {
        using var encoder = new OpusEncoder();
        using var decoder = new OpusDecoder();
        short[] heard = RoundTrip(encoder, decoder, Voice.AsSpan(0, 60 * Frame), out _);
        short[] gap = new short[Frame];
        double first = 0;
        for (int i = 0; i < 50; i++)
        {
            decoder.Conceal(gap);
            first = i == 0 ? Loudness.Dbfs(gap) : first;
        }

        Assert.That(Loudness.Dbfs(heard.AsSpan(55 * Frame)), Is.GreaterThan(-40));
        Assert.That(first, Is.GreaterThan(-45));
        Assert.That(Loudness.Dbfs(gap), Is.LessThan(first - 20));
    }

    [Test]
    public void Corrupt_packets_are_told_by_a_result()
    {
        using var decoder = new OpusDecoder();
        short[] pcm = new short[OpusFormat.MaxPacketSamples];
        Assert.That(decoder.TryDecode([], pcm, out int samples), Is.False);
        Assert.That(decoder.TryDecode([0xFF, 0xFF], pcm, out samples), Is.False);
        Assert.That(decoder.TryDecode([0x79, 0x01, 0x02], pcm.AsSpan(0, 120), out samples), Is.False, "does not fit");
        Assert.That(samples, Is.Zero);
        Assert.That(decoder.DecodeForwardErrorCorrection([0xFF, 0xFF], pcm.AsSpan(0, Frame)), Is.False);
        Assert.That(() => decoder.Conceal(pcm.AsSpan(0, 100)), Throws.ArgumentException);
    }

    [Test]
    public void Wrong_sizes_and_settings_are_refused()
    {
        using var encoder = new OpusEncoder();
        byte[] packet = new byte[100];
        Assert.That(() => encoder.Encode(new short[959], packet), Throws.ArgumentException);
        Assert.That(() => encoder.Encode(new short[960], packet.AsSpan(0, 2)), Throws.ArgumentException);
        Assert.That(() => encoder.Bitrate = 100, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => encoder.Complexity = 11, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => encoder.ExpectedPacketLossPercent = 101, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Forward_error_correction_can_be_switched_while_running()
    {
        using var encoder = new OpusEncoder(new OpusEncoderOptions { ExpectedPacketLossPercent = 0 });
        Assert.That(CopiesIn(encoder), Is.Zero);
        encoder.ExpectedPacketLossPercent = 15;
        Assert.That(CopiesIn(encoder), Is.GreaterThan(40));
        encoder.UseForwardErrorCorrection = false;
        Assert.That(CopiesIn(encoder), Is.LessThanOrEqualTo(1), "the first packet may still carry one");
    }

    [Test]
    public void A_used_up_encoder_says_so()
    {
        var encoder = new OpusEncoder();
        encoder.Dispose();
        Assert.That(() => encoder.Encode(new short[Frame], new byte[100]), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_missing_library_is_told_with_the_package_that_has_it()
    {
        Assert.That(
            () => OpusLibrary.Load(["libopus-not-there.so.0"]),
            Throws.InstanceOf<DllNotFoundException>().With.Message.StartsWith("libopus was not found: install the package libopus0 "));
    }

    [Test]
    public void Packets_that_a_browser_would_take_for_dtx_are_padded()
    {
        byte[] packet = new byte[8];
        packet[0] = 0x78;
        Assert.That(OpusEncoder.PadBeyondDtx(packet, 1), Is.EqualTo(3));
        Assert.That(OpusPacket.TryRead(packet.AsSpan(0, 3), out OpusPacket padded), Is.True);
        Assert.That(padded.DurationSamples, Is.EqualTo(Frame));
        Assert.That(padded.IsDtx, Is.False);
        Assert.That(OpusEncoder.PadBeyondDtx(packet, 5), Is.EqualTo(5));
    }

    [Test]
    public void Coding_allocates_nothing()
    {
        using var encoder = new OpusEncoder(new OpusEncoderOptions { Complexity = 0 });
        using var decoder = new OpusDecoder();
        using var snapshot = new OpusEncoderSnapshot();
        byte[] packet = new byte[OpusFormat.MaxFramePacketBytes];
        short[] pcm = new short[OpusFormat.MaxPacketSamples];
        int frames = Voice.Length / Frame;
        long bytes = Allocation.Of(100_000, i =>
        {
            // The codec runs on one frame in ten: the wrapper is what is looked at.
            if (i % 10 == 0)
            {
                encoder.SaveTo(snapshot);
                int length = encoder.Encode(Voice.AsSpan(i / 10 % frames * Frame, Frame), packet);
                decoder.TryDecode(packet.AsSpan(0, length), pcm, out _);
                decoder.DecodeForwardErrorCorrection(packet.AsSpan(0, length), pcm.AsSpan(0, Frame));
                decoder.Conceal(pcm.AsSpan(0, Frame));
                encoder.RestoreFrom(snapshot);
                encoder.ExpectedPacketLossPercent = i % 20;
            }

            OpusPacket.TryRead(packet, out _);
        });
        Assert.That(bytes, Is.Zero);
    }

    private static double Distance(short[] a, short[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += Math.Pow(a[i] - b[i], 2);
        }

        return sum;
    }

    private static int CopiesIn(OpusEncoder encoder)
    {
        byte[] packet = new byte[OpusFormat.MaxFramePacketBytes];
        int copies = 0;
        for (int i = 0; i < 120; i++)
        {
            int length = encoder.Encode(Voice.AsSpan(i * Frame, Frame), packet);
            Assert.That(OpusPacket.TryRead(packet.AsSpan(0, length), out OpusPacket framing), Is.True);
            copies += framing.HasForwardErrorCorrection ? 1 : 0;
        }

        return copies;
    }

    private static List<string> Encode(OpusEncoder encoder, int from, int count)
    {
        byte[] packet = new byte[OpusFormat.MaxFramePacketBytes];
        var packets = new List<string>();
        for (int i = from; i < from + count; i++)
        {
            packets.Add(Convert.ToHexString(packet.AsSpan(0, encoder.Encode(Voice.AsSpan(i * Frame, Frame), packet))));
        }

        return packets;
    }

    private static short[] RoundTrip(OpusEncoder encoder, OpusDecoder decoder, ReadOnlySpan<short> voice, out int bytes)
    {
        byte[] packet = new byte[OpusFormat.MaxFramePacketBytes];
        short[] heard = new short[voice.Length / Frame * Frame];
        bytes = 0;
        for (int i = 0; i < heard.Length; i += Frame)
        {
            int length = encoder.Encode(voice.Slice(i, Frame), packet);
            bytes += length;
            Assert.That(decoder.TryDecode(packet.AsSpan(0, length), heard.AsSpan(i, Frame), out int samples), Is.True);
            Assert.That(samples, Is.EqualTo(Frame));
        }

        return heard;
    }
}
