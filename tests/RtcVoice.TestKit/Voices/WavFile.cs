using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RtcVoice.TestKit.Voices;

/// <summary>Reads and writes RIFF WAVE files of 16-bit PCM: what browsers take for a microphone and speech corpora come in.</summary>
public static class WavFile
{
    private const int HeaderLength = 44;

    /// <summary>Writes mono samples.</summary>
    public static void Write(string path, ReadOnlySpan<short> samples, int rate)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], HeaderLength - 8 + (samples.Length * 2));
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], rate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], samples.Length * 2);
        using FileStream file = File.Create(path);
        file.Write(header);
        file.Write(MemoryMarshal.AsBytes(samples));
    }

    /// <summary>Reads the first channel of a file.</summary>
    /// <exception cref="InvalidDataException">The file is not WAVE of 16-bit PCM.</exception>
    public static (short[] Samples, int Rate) Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        if (file.Length < HeaderLength || !file.AsSpan(0, 4).SequenceEqual("RIFF"u8) || !file.AsSpan(8, 4).SequenceEqual("WAVE"u8))
        {
            throw new InvalidDataException($"{path} is no WAVE file.");
        }

        (int channels, int rate) = (0, 0);
        for (int at = 12; at + 8 <= file.Length;)
        {
            ReadOnlySpan<byte> id = file.AsSpan(at, 4);
            int length = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4)), 0, file.Length - at - 8);
            ReadOnlySpan<byte> body = file.AsSpan(at + 8, length);
            if (id.SequenceEqual("fmt "u8))
            {
                channels = BinaryPrimitives.ReadInt16LittleEndian(body[2..]);
                rate = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
                if (BinaryPrimitives.ReadInt16LittleEndian(body) != 1 || BinaryPrimitives.ReadInt16LittleEndian(body[14..]) != 16)
                {
                    throw new InvalidDataException($"{path} is not 16-bit PCM.");
                }
            }
            else if (id.SequenceEqual("data"u8) && channels > 0)
            {
                ReadOnlySpan<short> interleaved = MemoryMarshal.Cast<byte, short>(body);
                var samples = new short[interleaved.Length / channels];
                for (int i = 0; i < samples.Length; i++)
                {
                    samples[i] = interleaved[i * channels];
                }

                return (samples, rate);
            }

            at += 8 + length + (length & 1);
        }

        throw new InvalidDataException($"{path} has no sound.");
    }
}
