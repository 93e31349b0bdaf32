using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using RtcVoice.Audio.Tests.Signals;
using RtcVoice.Audio.Wav;

namespace RtcVoice.Audio.Tests.Wav;

public class WavTests
{
    [Test]
    public void What_is_written_is_read_again()
    {
        short[] samples = [0, 1, -1, short.MaxValue, short.MinValue, 1234];
        using var stream = new MemoryStream();
        using (var writer = new WavWriter(stream, 24_000, leaveOpen: true))
        {
            writer.Write(samples.AsSpan(0, 2));
            writer.Write(samples.AsSpan(2));
        }

        WavAudio audio = Read(stream.ToArray());
        Assert.That(audio.SampleRate, Is.EqualTo(24_000));
        Assert.That(audio.Samples.ToArray(), Is.EqualTo(samples));
        Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(stream.ToArray().AsSpan(4)), Is.EqualTo(stream.Length - 8));
    }

    [Test]
    public void A_file_written_to_a_stream_that_cannot_seek_is_read_to_its_end()
    {
        using var target = new MemoryStream();
        using (var pipe = new System.IO.Compression.BrotliStream(target, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
        {
            using var writer = new WavWriter(pipe, 8_000);
            writer.Write([1, 2, 3]);
        }

        target.Position = 0;
        using var back = new System.IO.Compression.BrotliStream(target, System.IO.Compression.CompressionMode.Decompress);
        using var whole = new MemoryStream();
        back.CopyTo(whole);
        Assert.That(Read(whole.ToArray()).Samples.ToArray(), Is.EqualTo(new short[] { 1, 2, 3 }));
    }

    [Test]
    public void Human_speech_is_read_from_its_file()
    {
        WavAudio audio = WavReader.ReadFile(HumanSpeech.PathOf(HumanSpeech.Sentences[0]));
        Assert.That(audio.SampleRate, Is.EqualTo(16_000));
        Assert.That(audio.Samples.ToArray(), Is.EqualTo(HumanSpeech.Read(HumanSpeech.Sentences[0])));
        Assert.That(audio.Duration.TotalSeconds, Is.InRange(3, 8));
    }

    [Test]
    public void Every_sample_format_is_read([Values(8, 16, 24, 32)] int bits, [Values(1, 2)] int channels, [Values] bool extensible)
    {
        double[] wanted = [0, 0.5, -0.5, 0.25];
        byte[] data = new byte[wanted.Length * channels * bits / 8];
        for (int i = 0; i < wanted.Length * channels; i++)
        {
            long value = (long)(wanted[i / channels] * (1L << (bits - 1))) + (bits == 8 ? 128 : 0);
            for (int b = 0; b < bits / 8; b++)
            {
                data[(i * bits / 8) + b] = (byte)(value >> (8 * b));
            }
        }

        WavAudio audio = Read(Make(Format(1, channels, 44_100, bits, extensible), data));
        Assert.That(audio.Samples.ToArray(), Is.EqualTo(new short[] { 0, 16_384, -16_384, 8_192 }));
    }

    [Test]
    public void Floats_are_read_clipped_and_nan_is_silence([Values(32, 64)] int bits)
    {
        double[] wanted = [0.5, -2, 3, double.NaN, double.PositiveInfinity];
        byte[] data = new byte[wanted.Length * bits / 8];
        for (int i = 0; i < wanted.Length; i++)
        {
            if (bits == 32)
            {
                BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * 4), (float)wanted[i]);
            }
            else
            {
                BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(i * 8), wanted[i]);
            }
        }

        Assert.That(
            Read(Make(Format(3, 1, 48_000, bits), data)).Samples.ToArray(),
            Is.EqualTo(new short[] { 16_384, short.MinValue, short.MaxValue, 0, short.MaxValue }));
    }

    [Test]
    public void Channels_are_averaged()
    {
        byte[] data = new byte[4];
        BinaryPrimitives.WriteInt16LittleEndian(data, 100);
        BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(2), 300);
        Assert.That(Read(Make(Format(1, 2, 48_000, 16), data)).Samples.ToArray(), Is.EqualTo(new short[] { 200 }));
    }

    [Test]
    public void Unknown_chunks_of_odd_length_are_passed_over()
    {
        byte[] plain = Make(Format(1, 1, 8_000, 16), [5, 0]);
        byte[] file = [.. plain[..12], .. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0, .. plain[12..]];
        Assert.That(Read(file).Samples.ToArray(), Is.EqualTo(new short[] { 5 }));
    }

    [TestCase("", "RIFF")]
    [TestCase("524946460000000057415645", "no format")]
    [TestCase("52494646000000005741564564617461020000000000", "before its format")]
    [TestCase("524946460000000057415645666D7420040000000100", "fmt chunk has 2 bytes")]
    public void What_cannot_be_read_says_why(string hex, string reason)
    {
        Assert.That(WavReader.TryRead(Convert.FromHexString(hex), out _, out string error), Is.False);
        Assert.That(error, Does.Contain(reason));
    }

    [Test]
    public void Formats_that_we_do_not_read_say_so()
    {
        Assert.That(Error(Format(6, 1, 8_000, 8)), Does.Contain("format 6"));
        Assert.That(Error(Format(1, 0, 8_000, 16)), Does.Contain("0 channels"));
        Assert.That(Error(Format(1, 1, 1, 16)), Does.Contain("1 Hz"));
        Assert.That(Error(Format(1, 1, 2_000_000_000, 16)), Does.Contain("Hz"));
    }

    [Test]
    public void A_file_that_cannot_be_read_is_named()
    {
        string path = Path.GetTempFileName();
        try
        {
            Assert.That(() => WavReader.ReadFile(path), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void Hostile_bytes_never_throw()
    {
        byte[] good = Make(Format(1, 2, 48_000, 24), new byte[60]);
        var edits = Gen.Choose(0, good.Length - 1).Zip(Gen.Choose(0, 255)).ListOf().Zip(Gen.Choose(0, good.Length));
        Prop.ForAll(edits.ToArbitrary(), edit =>
        {
            byte[] bytes = (byte[])good.Clone();
            foreach ((int at, int value) in edit.Item1)
            {
                bytes[at] = (byte)value;
            }

            bool read = WavReader.TryRead(bytes.AsSpan(0, edit.Item2), out WavAudio? audio, out string error);
            return read == (audio is not null) && read == (error.Length == 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithReplay(20261122, 1));
    }

    private static string Error(byte[] format)
    {
        Assert.That(WavReader.TryRead(Make(format, [0, 0]), out _, out string error), Is.False);
        return error;
    }

    private static WavAudio Read(byte[] file)
    {
        Assert.That(WavReader.TryRead(file, out WavAudio? audio, out string error), Is.True, error);
        return audio!;
    }

    private static byte[] Format(int tag, int channels, int rate, int bits, bool extensible = false)
    {
        byte[] format = new byte[extensible ? 40 : 16];
        BinaryPrimitives.WriteUInt16LittleEndian(format, (ushort)(extensible ? 0xFFFE : tag));
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteInt32LittleEndian(format.AsSpan(4), rate);
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(12), (ushort)(channels * bits / 8));
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(14), (ushort)bits);
        if (extensible)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(24), (ushort)tag);
        }

        return format;
    }

    private static byte[] Make(byte[] format, byte[] data)
    {
        byte[] file = new byte[12 + 8 + format.Length + 8 + data.Length];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), format.Length);
        format.CopyTo(file, 20);
        "data"u8.CopyTo(file.AsSpan(20 + format.Length));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24 + format.Length), data.Length);
        data.CopyTo(file, 28 + format.Length);
        return file;
    }
}
