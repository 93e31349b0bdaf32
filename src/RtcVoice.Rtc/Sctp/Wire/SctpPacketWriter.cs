namespace RtcVoice.Rtc.Sctp.Wire;

/// <summary>Fills one packet with chunks, in the caller's memory.</summary>
internal ref struct SctpPacketWriter
{
    private readonly Span<byte> _buffer;
    private int _length;

    /// <summary>Begins a packet of at most the buffer's length (rounded down to a multiple of four, as every packet is).</summary>
    public SctpPacketWriter(Span<byte> buffer, SctpCommonHeader header)
    {
        _buffer = buffer[..(buffer.Length & ~3)];
        _length = SctpCommonHeader.Length;
        header.Write(_buffer);
    }

    /// <summary>Room for the header and value of one more chunk.</summary>
    public readonly int Remaining => _buffer.Length - _length;

    public readonly bool IsEmpty => _length == SctpCommonHeader.Length;

    /// <summary>Adds a chunk and returns its value, to be filled by the caller; its padding is zero.</summary>
    public Span<byte> Add(ChunkType type, byte flags, int valueLength)
    {
        int padded = Chunk.Padded(Chunk.HeaderLength + valueLength);
        Span<byte> chunk = _buffer.Slice(_length, padded);
        Chunk.WriteHeader(chunk, type, flags, valueLength);
        chunk[(Chunk.HeaderLength + valueLength)..].Clear();
        _length += padded;
        return chunk.Slice(Chunk.HeaderLength, valueLength);
    }

    /// <summary>Adds a chunk that was built before, padding and all.</summary>
    public void Add(ReadOnlySpan<byte> chunk)
    {
        chunk.CopyTo(_buffer[_length..]);
        _length += chunk.Length;
    }

    /// <summary>Seals the packet with its checksum and returns its length.</summary>
    public readonly int Finish()
    {
        SctpCommonHeader.Seal(_buffer[.._length]);
        return _length;
    }
}
