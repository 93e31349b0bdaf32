using System.Buffers.Binary;

namespace RtcVoice.Endpointing.Data;

/// <summary>Puts bare unsigned 8-bit samples into a WAV file, for ffmpeg to know what they are.</summary>
internal static class EightBitWav
{
    private const int HeaderBytes = 44;

    /// <summary>Makes the file.</summary>
    public static byte[] Make(ReadOnlySpan<byte> samples, int rate)
    {
        byte[] file = new byte[HeaderBytes + samples.Length];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), rate);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 8);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), samples.Length);
        samples.CopyTo(file.AsSpan(HeaderBytes));
        return file;
    }
}
