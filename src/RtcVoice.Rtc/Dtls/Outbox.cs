namespace RtcVoice.Rtc.Dtls;

/// <summary>Packs records into datagrams and keeps these until the owner takes them.</summary>
internal sealed class Outbox
{
    /// <summary>Datagrams kept; an owner that drains after each step never has more than a flight.</summary>
    public const int MaxDatagrams = 64;

    private readonly int _maxPacked;
    private readonly Queue<byte[]> _datagrams = new();
    private readonly byte[] _packing;
    private int _packed;

    /// <param name="maxPacked">Records go into one datagram up to this size; a longer record is one of its own.</param>
    public Outbox(int maxPacked)
    {
        _maxPacked = maxPacked;
        _packing = GC.AllocateUninitializedArray<byte>(Math.Max(maxPacked, DtlsSession.MaxDatagramOut), pinned: true);
    }

    /// <summary>True when no further datagram is kept.</summary>
    public bool IsFull => _datagrams.Count >= MaxDatagrams;

    /// <summary>Bytes that may still leave before the handshake is done; later there is no such limit.</summary>
    public long Allowance { get; set; } = DtlsSession.MaxHandshakeBytes;

    public long BytesPacked { get; private set; }

    public long Suppressed { get; private set; }

    /// <summary>Appends a record to the datagram being packed.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        if (_packed + record.Length > _maxPacked)
        {
            Flush();
        }

        if (record.Length <= _packing.Length)
        {
            record.CopyTo(_packing.AsSpan(_packed));
            _packed += record.Length;
        }
    }

    /// <summary>Ends the datagram being packed. True when there was one and it may leave.</summary>
    public bool Flush()
    {
        if (_packed == 0)
        {
            return false;
        }

        ReadOnlySpan<byte> datagram = _packing.AsSpan(0, _packed);
        _packed = 0;
        if (datagram.Length > Allowance || IsFull)
        {
            Suppressed++;
            return false;
        }

        Allowance -= datagram.Length;
        BytesPacked += datagram.Length;
        _datagrams.Enqueue(datagram.ToArray());
        return true;
    }

    public bool TryTake(Span<byte> destination, out int length)
    {
        if (!_datagrams.TryDequeue(out byte[]? datagram))
        {
            length = 0;
            return false;
        }

        datagram.CopyTo(destination);
        length = datagram.Length;
        return true;
    }
}
