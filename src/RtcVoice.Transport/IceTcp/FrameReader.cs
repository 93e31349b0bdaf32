using System.Buffers.Binary;

namespace RtcVoice.Transport.IceTcp;

/// <summary>
/// Cuts a TCP byte stream into datagrams (RFC 4571): each is preceded by its length, two bytes in network order.
/// <code>
///  0                   1
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
/// +-------------------------------+-----------
/// |             LENGTH            |  datagram ...
/// +-------------------------------+-----------
/// </code>
/// </summary>
internal sealed class FrameReader
{
    /// <summary>Larger than any datagram that a browser sends; a longer frame is an attack or another protocol.</summary>
    public const int MaxFrameBytes = 2048;

    /// <summary>Bytes before each frame.</summary>
    public const int HeaderBytes = 2;

    private readonly byte[] _buffer = new byte[2 * (HeaderBytes + MaxFrameBytes)];
    private int _start;
    private int _end;

    /// <summary>True once a frame longer than <see cref="MaxFrameBytes"/> was announced; the stream cannot be read on.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Where the next bytes of the stream go; never empty unless <see cref="IsBroken"/>.</summary>
    public Memory<byte> WritableMemory
    {
        get
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                _end -= _start;
                _start = 0;
            }

            return _buffer.AsMemory(_end);
        }
    }

    /// <summary>Says that <paramref name="count"/> bytes were written to <see cref="WritableMemory"/>.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
    }

    /// <summary>Takes the next whole frame; it is valid until <see cref="WritableMemory"/> is asked for again.</summary>
    public bool TryRead(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        int available = _end - _start;
        if (IsBroken || available < HeaderBytes)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(_start));
        if (length > MaxFrameBytes)
        {
            IsBroken = true;
            return false;
        }

        if (available < HeaderBytes + length)
        {
            return false;
        }

        frame = _buffer.AsSpan(_start + HeaderBytes, length);
        _start += HeaderBytes + length;
        return true;
    }
}
