using RtcVoice.Audio.Wav;
using RtcVoice.Fuzz.Engine;

namespace RtcVoice.Fuzz.Targets;

/// <summary>A WAV file is read within its bytes or refused with a reason; what was read is written and read again the same.</summary>
internal sealed class WavReaderTarget : IFuzzTarget
{
    public static IEnumerable<byte[]> Seeds { get; } =
    [
        File(1, 1, 48_000, 16), File(1, 2, 8_000, 8), File(1, 6, 44_100, 24), File(1, 1, 16_000, 32), File(3, 2, 24_000, 32), File(3, 1, 192_000, 64),
        WavSeeds.Write(new WavAudio(24_000, new short[] { 1, -2, 3, short.MinValue, short.MaxValue })),
    ];

    public static IReadOnlyList<byte[]> Words { get; } =
        [[.. "RIFF"u8], [.. "WAVE"u8], [.. "fmt "u8], [.. "data"u8], [.. "LIST\x04\0\0\0INFO"u8], [0xFE, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF]];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        if (!WavReader.TryRead(data, out WavAudio? audio, out string error))
        {
            Invariant.Require(error.Length > 0 && audio is null, "a refusal says why");
            return;
        }

        Invariant.Require(error.Length == 0, "an error is told of a refusal alone");
        Invariant.Require(audio.Samples.Length <= data.Length, "there are no more samples than bytes");
        Invariant.Require(audio.SampleRate is >= 4_000 and <= 192_000 && audio.Duration >= TimeSpan.Zero, "the rate is one");
        bool isRead = WavReader.TryRead(WavSeeds.Write(audio), out WavAudio? again, out _);
        Invariant.Require(
            isRead && again!.SampleRate == audio.SampleRate && again.Samples.Span.SequenceEqual(audio.Samples.Span), "what was read can be written and read again");
    }

    private static byte[] File(ushort tag, ushort channels, int rate, ushort bits)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        int block = channels * bits / 8;
        writer.Write("RIFF\0\0\0\0WAVEfmt "u8);
        writer.Write(16);
        writer.Write(tag);
        writer.Write(channels);
        writer.Write(rate);
        writer.Write(rate * block);
        writer.Write((ushort)block);
        writer.Write(bits);
        writer.Write("data"u8);
        writer.Write(5 * block);
        writer.Write([.. Enumerable.Range(1, 5 * block).Select(i => (byte)(i * 37))]);
        return stream.ToArray();
    }
}
