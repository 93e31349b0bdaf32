using System.Buffers.Binary;
using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Sctp;

/// <summary>Which TSNs have arrived: the content of our SACKs (RFC 9260 section 6.2). It holds no data.</summary>
internal sealed class DataTracker
{
    /// <summary>
    /// Separate islands beyond the first gap. A chunk that would make one more is not taken and will come again; all of
    /// them fit into one SACK.
    /// </summary>
    public const int MaxGapBlocks = 256;

    /// <summary>Duplicates that one SACK reports; they inform the sender and oblige it to nothing.</summary>
    public const int MaxDuplicates = 16;

    /// <summary>Gap ack blocks count in 16 bits from the cumulative TSN.</summary>
    private const int MaxLead = ushort.MaxValue;

    private readonly List<(Tsn First, Tsn Last)> _islands = [];
    private readonly List<Tsn> _duplicates = [];

    public DataTracker(Tsn peerInitialTsn)
    {
        Cumulative = peerInitialTsn.Previous;
    }

    /// <summary>Everything up to this has arrived or is given up.</summary>
    public Tsn Cumulative { get; private set; }

    public bool HasGaps => _islands.Count > 0;

    /// <summary>True when it has arrived before; remembers it for the next SACK.</summary>
    public bool IsDuplicate(Tsn tsn)
    {
        bool isDuplicate = tsn <= Cumulative || IslandOf(tsn) >= 0;
        if (isDuplicate && _duplicates.Count < MaxDuplicates)
        {
            _duplicates.Add(tsn);
        }

        return isDuplicate;
    }

    /// <summary>True when a new TSN can be tracked.</summary>
    public bool CanTake(Tsn tsn)
    {
        if (tsn - Cumulative > MaxLead)
        {
            return false;
        }

        int next = ~IslandOf(tsn);
        return _islands.Count < MaxGapBlocks || tsn == Cumulative.Next || Touches(next, tsn);
    }

    /// <summary>Marks a TSN that is no duplicate and can be taken.</summary>
    public void Take(Tsn tsn)
    {
        if (tsn == Cumulative.Next)
        {
            Cumulative = tsn;
            SwallowIslands();
            return;
        }

        int next = ~IslandOf(tsn);
        bool joinsBefore = next > 0 && _islands[next - 1].Last.Next == tsn;
        bool joinsAfter = next < _islands.Count && tsn.Next == _islands[next].First;
        if (joinsBefore && joinsAfter)
        {
            _islands[next - 1] = (_islands[next - 1].First, _islands[next].Last);
            _islands.RemoveAt(next);
        }
        else if (joinsBefore)
        {
            _islands[next - 1] = (_islands[next - 1].First, tsn);
        }
        else if (joinsAfter)
        {
            _islands[next] = (tsn, _islands[next].Last);
        }
        else
        {
            _islands.Insert(next, (tsn, tsn));
        }
    }

    /// <summary>Moves on to what the peer's FORWARD-TSN says. False when that lies behind us.</summary>
    public bool TryForward(Tsn newCumulative)
    {
        if (newCumulative <= Cumulative)
        {
            return false;
        }

        Cumulative = newCumulative;
        SwallowIslands();
        return true;
    }

    /// <summary>Adds a SACK to the packet, with as many blocks and duplicates as fit.</summary>
    public void WriteSack(ref SctpPacketWriter packet, uint receiverWindow)
    {
        int room = (packet.Remaining - Chunk.HeaderLength - SackChunk.FixedValueLength) / 4;
        int blocks = Math.Min(_islands.Count, room);
        int duplicates = Math.Min(_duplicates.Count, room - blocks);
        Span<byte> value = packet.Add(ChunkType.Sack, 0, SackChunk.FixedValueLength + (4 * (blocks + duplicates)));
        BinaryPrimitives.WriteUInt32BigEndian(value, Cumulative.Value);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], receiverWindow);
        BinaryPrimitives.WriteUInt16BigEndian(value[8..], (ushort)blocks);
        BinaryPrimitives.WriteUInt16BigEndian(value[10..], (ushort)duplicates);
        value = value[SackChunk.FixedValueLength..];
        for (int i = 0; i < blocks; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value, (ushort)(_islands[i].First - Cumulative));
            BinaryPrimitives.WriteUInt16BigEndian(value[2..], (ushort)(_islands[i].Last - Cumulative));
            value = value[4..];
        }

        for (int i = 0; i < duplicates; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value, _duplicates[i].Value);
            value = value[4..];
        }

        _duplicates.Clear();
    }

    private bool Touches(int next, Tsn tsn) =>
        (next > 0 && _islands[next - 1].Last.Next == tsn) || (next < _islands.Count && tsn.Next == _islands[next].First);

    private void SwallowIslands()
    {
        int swallowed = 0;
        while (swallowed < _islands.Count && _islands[swallowed].First <= Cumulative.Next)
        {
            if (_islands[swallowed].Last > Cumulative)
            {
                Cumulative = _islands[swallowed].Last;
            }

            swallowed++;
        }

        _islands.RemoveRange(0, swallowed);
    }

    /// <summary>The island that holds a TSN, or the complement of the index of the next one behind it.</summary>
    private int IslandOf(Tsn tsn)
    {
        int low = 0;
        int high = _islands.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (tsn < _islands[middle].First)
            {
                high = middle - 1;
            }
            else if (tsn > _islands[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return middle;
            }
        }

        return ~low;
    }
}
