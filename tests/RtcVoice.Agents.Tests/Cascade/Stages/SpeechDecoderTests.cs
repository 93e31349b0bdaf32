using RtcVoice.Agents.Cascade.Stages;
using RtcVoice.Audio.Wav;

namespace RtcVoice.Agents.Tests.Cascade.Stages;

public sealed class SpeechDecoderTests
{
    private static readonly short[] Pcm = [.. Enumerable.Range(0, 1000).Select(i => (short)(i * 17))];

    [TestCase("audio/pcm", 24_000)]
    [TestCase("audio/L16; rate=16000", 16_000)]
    [TestCase("audio/pcm;rate=44100;channels=1", 44_100)]
    public void Raw_pcm_is_taken_in_pieces_of_any_size(string mediaType, int rate)
    {
        byte[] bytes = [.. Pcm.SelectMany(BitConverter.GetBytes)];
        var decoder = new SpeechDecoder(24_000);
        Assert.That(InPiecesOf(7, decoder, bytes, mediaType), Is.EqualTo(Pcm));
        Assert.That(decoder.SampleRate, Is.EqualTo(rate));
    }

    [TestCase(1)]
    [TestCase(13)]
    [TestCase(100_000)]
    public void A_wav_file_is_taken_in_pieces_of_any_size(int size)
    {
        using var stream = new MemoryStream();
        using (var writer = new WavWriter(stream, 22_050, leaveOpen: true))
        {
            writer.Write(Pcm);
        }

        byte[] file = [.. stream.ToArray(), .. "LIST\u0004\0\0\0abcd"u8];
        var decoder = new SpeechDecoder(24_000);
        Assert.That(InPiecesOf(size, decoder, file, "audio/x-wav"), Is.EqualTo(Pcm));
        Assert.That(decoder.SampleRate, Is.EqualTo(22_050));
    }

    [Test]
    public void A_wav_file_that_does_not_know_its_length_goes_on_to_its_end()
    {
        using var stream = new MemoryStream();
        var writer = new WavWriter(stream, 16_000);
        writer.Write(Pcm);
        Assert.That(InPiecesOf(50, new SpeechDecoder(24_000), stream.ToArray(), "audio/wav"), Is.EqualTo(Pcm));
    }

    [TestCase("audio/mpeg", "RtcVoice:Cascade:Tts:Format")]
    [TestCase("audio/pcm;rate=96000", "96000")]
    public void What_is_not_taken_says_what_to_ask_for(string mediaType, string hint) =>
        Assert.That(() => new SpeechDecoder(24_000).Decode(new byte[100], mediaType), Throws.TypeOf<InvalidDataException>().With.Message.Contains(hint));

    [Test]
    public void A_wav_file_in_stereo_is_refused()
    {
        using var stream = new MemoryStream();
        using (var writer = new WavWriter(stream, 16_000, leaveOpen: true))
        {
            writer.Write(Pcm);
        }

        byte[] file = stream.ToArray();
        file[22] = 2;
        Assert.That(() => new SpeechDecoder(24_000).Decode(file, "audio/wav"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("mono"));
    }

    [Test]
    public void A_wav_file_with_much_before_its_sound_is_refused()
    {
        byte[] file = [.. "RIFF\0\0\0\0WAVEjunk"u8, 0, 0, 0, 1];
        Assert.That(() => new SpeechDecoder(24_000).Decode(file, "audio/wav"), Throws.TypeOf<InvalidDataException>());
    }

    private static List<short> InPiecesOf(int size, SpeechDecoder decoder, byte[] bytes, string mediaType)
    {
        List<short> samples = [];
        foreach (byte[] piece in bytes.Chunk(size))
        {
            samples.AddRange(decoder.Decode(piece, mediaType));
        }

        return samples;
    }
}
