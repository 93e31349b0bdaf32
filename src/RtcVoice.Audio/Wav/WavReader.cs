using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace RtcVoice.Audio.Wav;

/// <summary>
/// Reads WAV files of PCM or float at any rate into mono Pcm16; several channels are averaged. No length in the file is
/// trusted. It does not resample: see <see cref="Resampling.Resampler"/>.
/// </summary>
public static class WavReader
{
    /// <summary>Files larger than this are refused: three hours of 48 kHz mono.</summary>
    public const long MaxFileBytes = 1L << 30;

    private const int RiffHeaderBytes = 12;
    private const int ChunkHeaderBytes = 8;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is not a WAV file that we can read; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WavAudio ReadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        long length = new FileInfo(path).Length;
        if (length > MaxFileBytes)
        {
            throw new InvalidDataException($"{path} cannot be read: it has {length} bytes, more than {MaxFileBytes}.");
        }

        return TryRead(File.ReadAllBytes(path), out WavAudio? audio, out string error)
            ? audio
            : throw new InvalidDataException($"{path} cannot be read: {error}.");
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="file">The whole file; it may be cut short, or have been written by a program that did not know its length.</param>
    /// <param name="audio">What was read.</param>
    /// <param name="error">Why it cannot be read, as half a sentence; empty otherwise.</param>
    public static bool TryRead(ReadOnlySpan<byte> file, [NotNullWhen(true)] out WavAudio? audio, out string error)
    {
        audio = null;
        if (file.Length < RiffHeaderBytes || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8))
        {
            error = "it does not begin as a WAV file does (RIFF, WAVE)";
            return false;
        }

        WavFormat? format = null;
        ReadOnlySpan<byte> rest = file[RiffHeaderBytes..];
        while (rest.Length >= ChunkHeaderBytes)
        {
            ReadOnlySpan<byte> name = rest[..4];
            uint claimed = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            rest = rest[ChunkHeaderBytes..];

            // Streaming writers leave 0 or 0xFFFFFFFF: the sound then goes on to the end of the file.
            bool isData = name.SequenceEqual("data"u8);
            int length = (isData && claimed == 0) || claimed > rest.Length ? rest.Length : (int)claimed;
            ReadOnlySpan<byte> chunk = rest[..length];
            if (name.SequenceEqual("fmt "u8))
            {
                if (!WavFormat.TryRead(chunk, out WavFormat read, out error))
                {
                    return false;
                }

                format = read;
            }
            else if (isData)
            {
                if (format is not { } known)
                {
                    error = "its data comes before its format";
                    return false;
                }

                audio = new WavAudio(known.SampleRate, ToMono(chunk, known));
                error = "";
                return true;
            }

            // Chunks are padded to even lengths.
            rest = rest[Math.Min(rest.Length, length + (length & 1))..];
        }

        error = format is null ? "it has no format" : "it has no data";
        return false;
    }

    private static short[] ToMono(ReadOnlySpan<byte> data, in WavFormat format)
    {
        short[] mono = new short[data.Length / format.BytesPerFrame];
        for (int i = 0; i < mono.Length; i++)
        {
            ReadOnlySpan<byte> frame = data.Slice(i * format.BytesPerFrame, format.BytesPerFrame);
            double sum = 0;
            for (int channel = 0; channel < format.Channels; channel++)
            {
                sum += ReadSample(frame[(channel * format.BytesPerSample)..], format);
            }

            double sample = Math.Round(sum / format.Channels);
            mono[i] = double.IsNaN(sample) ? (short)0 : (short)Math.Clamp(sample, short.MinValue, short.MaxValue);
        }

        return mono;
    }

    // In units of Pcm16.
    private static double ReadSample(ReadOnlySpan<byte> bytes, in WavFormat format) => (format.BitsPerSample, format.IsFloat) switch
    {
        (8, _) => (bytes[0] - 128) * 256,
        (16, _) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        (24, _) => (BinaryPrimitives.ReadInt16LittleEndian(bytes[1..])) + (bytes[0] / 256.0),
        (32, false) => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 65536.0,
        (32, true) => BinaryPrimitives.ReadSingleLittleEndian(bytes) * 32768.0,
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes) * 32768.0,
    };
}
