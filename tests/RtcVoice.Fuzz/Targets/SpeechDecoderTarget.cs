using System.Text;
using RtcVoice.Agents.Cascade.Stages;
using RtcVoice.Audio.Wav;
using RtcVoice.Fuzz.Engine;

namespace RtcVoice.Fuzz.Targets;

/// <summary>
/// Script: how long the pieces are, a line that says what a voice sends, and what it sends. In pieces it is the same samples as
/// in one, or refused with a reason.
/// </summary>
internal sealed class SpeechDecoderTarget : IFuzzTarget
{
    private const int DefaultRate = 24_000;

    private static readonly byte[] Wav = WavSeeds.Write(new WavAudio(22_050, new short[] { 1, -2, 3, short.MinValue, short.MaxValue }));

    public static IEnumerable<byte[]> Seeds =>
    [
        [6, .. "audio/pcm\n"u8, .. Enumerable.Range(0, 101).Select(i => (byte)i)],
        [12, .. "audio/L16;rate=16000;channels=1\n"u8, .. Enumerable.Range(0, 100).Select(i => (byte)i)],
        [0, .. "audio/wav\n"u8, .. Wav, .. "LIST\u0004\0\0\0abcd"u8],
        [40, .. "audio/x-wav\n"u8, .. Wav[..12], .. "LIST\u0004\0\0\0abcd"u8, .. Wav[12..]],
        [3, .. "audio/mpeg\nID3"u8],
    ];

    public static IReadOnlyList<byte[]> Words { get; } =
    [
        [.. "audio/pcm"u8], [.. "audio/wav"u8], [.. ";rate="u8], [.. "RIFF"u8], [.. "WAVE"u8], [.. "fmt "u8], [.. "data"u8], [.. "LIST\u0004\0\0\0abcd"u8],
        [0xFE, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], Wav[..44],
    ];

    public static void Fuzz(ReadOnlySpan<byte> data)
    {
        int line = data.IndexOf((byte)'\n');
        if (line < 1)
        {
            return;
        }

        string mediaType = Encoding.Latin1.GetString(data[1..line]);
        ReadOnlySpan<byte> sent = data[(line + 1)..];
        (short[]? whole, int rate) = Decode(sent, mediaType, sent.Length + 1);
        (short[]? pieces, int sameRate) = Decode(sent, mediaType, data[0] + 1);
        Invariant.Require((whole is null) == (pieces is null), "what is refused in one is refused in pieces");
        if (whole is not null)
        {
            Invariant.Require(whole.Length * sizeof(short) <= sent.Length, "there are no more samples than bytes");
            Invariant.Require(whole.AsSpan().SequenceEqual(pieces) && rate == sameRate, "pieces of any size are the same sound");
            Invariant.Require(rate is >= 8_000 and <= 48_000, "the rate is one that calls take");
        }
    }

    private static (short[]? Samples, int Rate) Decode(ReadOnlySpan<byte> sent, string mediaType, int size)
    {
        var decoder = new SpeechDecoder(DefaultRate);
        var samples = new List<short>();
        try
        {
            for (int at = 0; at < sent.Length; at += size)
            {
                samples.AddRange(decoder.Decode(sent.Slice(at, Math.Min(size, sent.Length - at)), mediaType));
            }
        }
        catch (InvalidDataException refusal)
        {
            Invariant.Require(refusal.Message.Length > 0, "a refusal says why");
            return (null, 0);
        }

        return ([.. samples], decoder.SampleRate);
    }
}
