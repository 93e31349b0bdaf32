using System.Runtime.InteropServices;

namespace RtcVoice.Browser.Tests.Voices;

/// <summary>What a recording sounds like after Opus, frame by frame at 20 ms and 48 kHz, straight through libopus.</summary>
internal static partial class OpusCopy
{
    private const int Rate = 48_000;
    private const int Frame = Rate / 50;
    private const int ApplicationVoip = 2048;
    private const int SetBitrate = 4002;
    private const int GetLookahead = 4027;

    /// <summary>The recording after encoding and decoding; the codec's own delay is taken out.</summary>
    public static short[] Of(ReadOnlySpan<short> recording, int bitrate)
    {
        nint encoder = CreateEncoder(Rate, 1, ApplicationVoip, out int error);
        Assert.That(error, Is.Zero);
        nint decoder = CreateDecoder(Rate, 1, out error);
        Assert.That(error, Is.Zero);
        Assert.That(Control(encoder, SetBitrate, bitrate), Is.Zero);
        Assert.That(Query(encoder, GetLookahead, out int delay), Is.Zero);

        short[] padded = [.. recording, .. new short[(2 * Frame) - (recording.Length % Frame)]];
        var copy = new short[padded.Length];
        byte[] packet = new byte[1275];
        for (int at = 0; at < padded.Length; at += Frame)
        {
            int length = Encode(encoder, ref padded[at], Frame, ref packet[0], packet.Length);
            Assert.That(length, Is.Positive);
            Assert.That(Decode(decoder, ref packet[0], length, ref copy[at], Frame, 0), Is.EqualTo(Frame));
        }

        DestroyEncoder(encoder);
        DestroyDecoder(decoder);
        return copy[delay..(delay + recording.Length)];
    }

    [LibraryImport("libopus.so.0", EntryPoint = "opus_encoder_create")]
    private static partial nint CreateEncoder(int rate, int channels, int application, out int error);

    [LibraryImport("libopus.so.0", EntryPoint = "opus_decoder_create")]
    private static partial nint CreateDecoder(int rate, int channels, out int error);

    [LibraryImport("libopus.so.0", EntryPoint = "opus_encoder_ctl")]
    private static partial int Control(nint encoder, int request, int value);

    [LibraryImport("libopus.so.0", EntryPoint = "opus_encoder_ctl")]
    private static partial int Query(nint encoder, int request, out int value);

    [LibraryImport("libopus.so.0", EntryPoint = "opus_encode")]
    private static partial int Encode(nint encoder, ref short pcm, int frameSize, ref byte data, int maxLength);

    [LibraryImport("libopus.so.0", EntryPoint = "opus_decode")]
    private static partial int Decode(nint decoder, ref byte data, int length, ref short pcm, int frameSize, int fec);

    [LibraryImport("libopus.so.0", EntryPoint = "opus_encoder_destroy")]
    private static partial void DestroyEncoder(nint encoder);

    [LibraryImport("libopus.so.0", EntryPoint = "opus_decoder_destroy")]
    private static partial void DestroyDecoder(nint decoder);
}
