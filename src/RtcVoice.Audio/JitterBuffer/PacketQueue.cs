namespace RtcVoice.Audio.JitterBuffer;

/// <summary>A bounded ring of packets, sorted by sequence number and by timestamp alike.</summary>
internal sealed class PacketQueue
{
    /// <summary>No place: the sequence number is in the queue.</summary>
    public const int AlreadyThere = -1;

    /// <summary>No place: the timestamp contradicts that of a neighbour.</summary>
    public const int NowhereFits = -2;

    private readonly BufferedPacket[] _ring;
    private int _head;

    public PacketQueue(int capacity) => _ring = new BufferedPacket[capacity];

    public int Count { get; private set; }

    public bool IsFull => Count == _ring.Length;

    public ref readonly BufferedPacket this[int index] => ref _ring[(_head + index) % _ring.Length];

    /// <summary>
    /// Where a packet belongs: the index to insert at, <see cref="AlreadyThere"/> or <see cref="NowhereFits"/>.
    /// </summary>
    public int FindPlace(long sequence, long timestamp)
    {
        int place = Count;
        while (place > 0 && this[place - 1].Sequence > sequence)
        {
            place--;
        }

        if (place > 0 && this[place - 1].Sequence == sequence)
        {
            return AlreadyThere;
        }

        bool follows = place == 0 || this[place - 1].Timestamp < timestamp;
        bool precedes = place == Count || timestamp < this[place].Timestamp;
        return follows && precedes ? place : NowhereFits;
    }

    /// <summary>Inserts at a place that <see cref="FindPlace"/> told; packets come in order but for a few, so little moves.</summary>
    public void Insert(int place, in BufferedPacket packet)
    {
        for (int i = Count; i > place; i--)
        {
            _ring[(_head + i) % _ring.Length] = _ring[(_head + i - 1) % _ring.Length];
        }

        _ring[(_head + place) % _ring.Length] = packet;
        Count++;
    }

    public BufferedPacket RemoveFirst()
    {
        BufferedPacket packet = _ring[_head];
        _head = (_head + 1) % _ring.Length;
        Count--;
        return packet;
    }
}
