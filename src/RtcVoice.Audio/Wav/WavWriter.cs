using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RtcVoice.Audio.Wav;

/// <summary>
/// Writes mono Pcm16 as a WAV file, piece by piece. On a stream that can seek the lengths are put right at the end; on
/// one that cannot they say "to the end of the file", which <see cref="WavReader"/> and most players understand.
/// </summary>
public sealed class WavWriter : IDisposable
{
    private const int HeaderBytes = 44;
    private const uint UnknownLength = uint.MaxValue;

    private readonly Stream _stream;
    private readonly long _start;
    private readonly int _sampleRate;
    private readonly bool _leaveOpen;
    private long _bytes;
    private bool _disposed;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where it goes; its position is the beginning of the file.</param>
    /// <param name="sampleRate">Samples a second, more than 0.</param>
    /// <param name="leaveOpen">True to leave the stream open at the end.</param>
    public WavWriter(Stream stream, int sampleRate, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        _stream = stream;
        _sampleRate = sampleRate;
        _leaveOpen = leaveOpen;
        _start = stream.CanSeek ? stream.Position : 0;
        WriteHeader(UnknownLength);
    }

    /// <summary>Writes a whole file.</summary>
    public static void WriteFile(string path, int sampleRate, ReadOnlySpan<short> samples)
    {
        using var writer = new WavWriter(File.Create(path), sampleRate);
        writer.Write(samples);
    }

    /// <summary>Writes samples.</summary>
    public void Write(ReadOnlySpan<short> samples)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _bytes += samples.Length * 2L;
        if (BitConverter.IsLittleEndian)
        {
            _stream.Write(MemoryMarshal.AsBytes(samples));
            return;
        }

        Span<byte> swapped = stackalloc byte[2];
        foreach (short sample in samples)
        {
            BinaryPrimitives.WriteInt16LittleEndian(swapped, sample);
            _stream.Write(swapped);
        }
    }

    /// <summary>Ends the file.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_stream.CanSeek && _bytes <= uint.MaxValue - HeaderBytes)
        {
            long end = _stream.Position;
            _stream.Position = _start;
            WriteHeader((uint)_bytes);
            _stream.Position = end;
        }

        _stream.Flush();
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }

    private void WriteHeader(uint dataBytes)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        "RIFF"u8.CopyTo(header);
        uint riffBytes = dataBytes == UnknownLength ? UnknownLength : dataBytes + HeaderBytes - 8;
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], riffBytes);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], (uint)_sampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], (uint)_sampleRate * 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], dataBytes);
        _stream.Write(header);
    }
}
