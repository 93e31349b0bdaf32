using System.Buffers.Binary;
using RtcVoice.Conversation.Peer;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Calls;

/// <summary>
/// Carries received frames from the peer's thread to the call's worker: a byte ring with one writer and one reader,
/// no lock, and no allocation but that of the ring by the first frame: a call with no microphone has none. When the reader
/// is too slow, new frames are dropped and counted.
/// <code>
/// record:  length (2) | sequence (8) | timestamp (8) | arrival (8) | payload (length)
/// </code>
/// </summary>
internal sealed class UplinkQueue
{
    /// <summary>The largest Opus packet of one frame (RFC 6716, section 3.4).</summary>
    public const int MaxPayloadBytes = 1275;

    /// <summary>Power of two; holds over a second of voice at 64 kbit/s.</summary>
    private const int Capacity = 16 * 1024;

    private const int HeaderBytes = 26;

    /// <summary>The writer makes it before it says that anything was written; the reader does not look at it before that.</summary>
    private byte[] _ring = [];
    private long _written;
    private long _read;
    private long _dropped;

    /// <summary>Frames that found no room or were too large.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Puts a frame in; the writer's thread.</summary>
    public bool TryWrite(in ReceivedFrame frame)
    {
        int size = HeaderBytes + frame.Payload.Length;
        if (frame.Payload.Length > MaxPayloadBytes || _written + size - Volatile.Read(ref _read) > Capacity)
        {
            _dropped++;
            return false;
        }

        if (_ring.Length == 0)
        {
            // Pinned: what lives as long as a call is not copied by the collector as it grows old.
            _ring = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);
        }

        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)frame.Payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header[2..], frame.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(header[10..], frame.Timestamp);
        BinaryPrimitives.WriteInt64LittleEndian(header[18..], frame.Arrival.Nanoseconds);
        Copy(header, _written);
        Copy(frame.Payload, _written + HeaderBytes);
        Volatile.Write(ref _written, _written + size);
        return true;
    }

    /// <summary>Takes the oldest frame; its payload is copied to <paramref name="buffer"/>. The reader's thread.</summary>
    /// <param name="buffer">At least <see cref="MaxPayloadBytes"/> long.</param>
    /// <param name="frame">The frame, over the buffer.</param>
    public bool TryRead(Span<byte> buffer, out ReceivedFrame frame)
    {
        frame = default;
        if (_read == Volatile.Read(ref _written))
        {
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderBytes];
        Copy(_read, header);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(header);
        Span<byte> payload = buffer[..length];
        Copy(_read + HeaderBytes, payload);
        frame = new ReceivedFrame(
            BinaryPrimitives.ReadInt64LittleEndian(header[2..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[10..]),
            new Instant(BinaryPrimitives.ReadInt64LittleEndian(header[18..])),
            payload);
        Volatile.Write(ref _read, _read + HeaderBytes + length);
        return true;
    }

    private void Copy(ReadOnlySpan<byte> source, long position)
    {
        int start = (int)(position & (Capacity - 1));
        int first = Math.Min(source.Length, Capacity - start);
        source[..first].CopyTo(_ring.AsSpan(start));
        source[first..].CopyTo(_ring);
    }

    private void Copy(long position, Span<byte> target)
    {
        int start = (int)(position & (Capacity - 1));
        int first = Math.Min(target.Length, Capacity - start);
        _ring.AsSpan(start, first).CopyTo(target);
        _ring.AsSpan(0, target.Length - first).CopyTo(target[first..]);
    }
}
