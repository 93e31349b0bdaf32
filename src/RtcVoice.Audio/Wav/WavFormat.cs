using System.Buffers.Binary;
using RtcVoice.Audio.Resampling;

namespace RtcVoice.Audio.Wav;

/// <summary>
/// The "fmt " chunk of a WAV file, as far as we read it: PCM of 8, 16, 24 or 32 bits and IEEE float of 32 or 64.
/// </summary>
/// <remarks>
/// <code>
/// 0       2          4            8           12           14              16        18           20             24
/// | tag   | channels | sampleRate | byteRate  | blockAlign | bitsPerSample | cbSize  | validBits  | channelMask  | subFormat ...
/// </code>
/// All little endian; from cbSize on only with tag 0xFFFE (extensible), whose sub-format begins with the real tag.
/// </remarks>
internal readonly record struct WavFormat(int Channels, int SampleRate, int BitsPerSample, bool IsFloat)
{
    /// <summary>7.1 and a little more; what claims more is no recording.</summary>
    public const int MaxChannels = 16;

    private const int TagPcm = 1;
    private const int TagFloat = 3;
    private const int TagExtensible = 0xFFFE;
    private const int MinBytes = 16;
    private const int ExtensibleBytes = 40;
    private const int SubFormatOffset = 24;

    public int BytesPerSample => BitsPerSample / 8;

    public int BytesPerFrame => BytesPerSample * Channels;

    public static bool TryRead(ReadOnlySpan<byte> chunk, out WavFormat format, out string error)
    {
        format = default;
        if (chunk.Length < MinBytes)
        {
            error = $"its fmt chunk has {chunk.Length} bytes, fewer than {MinBytes}";
            return false;
        }

        int tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        if (tag == TagExtensible && chunk.Length >= ExtensibleBytes)
        {
            tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[SubFormatOffset..]);
        }

        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int block = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        bool isKnown = (tag, bits) is (TagPcm, 8 or 16 or 24 or 32) or (TagFloat, 32 or 64);
        error = (isKnown, channels, rate) switch
        {
            (false, _, _) => $"its format {tag} with {bits} bits is not one of PCM 8, 16, 24, 32 or float 32, 64",
            (_, < 1 or > MaxChannels, _) => $"it has {channels} channels, not 1 to {MaxChannels}",
            (_, _, < Resampler.MinRate or > Resampler.MaxRate) => $"its rate of {rate} Hz is not {Resampler.MinRate} to {Resampler.MaxRate}",
            _ => block == channels * bits / 8 ? "" : $"its frames of {block} bytes do not hold {channels} x {bits} bits",
        };
        format = new WavFormat(channels, (int)rate, bits, tag == TagFloat);
        return error.Length == 0;
    }
}
