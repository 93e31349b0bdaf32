using RtcVoice.Rtc.Sctp.Wire;

namespace RtcVoice.Rtc.Sctp;

/// <summary>
/// Makes messages of DATA chunks and delivers them in order where that was promised (RFC 9260 sections 6.5, 6.6, 6.9).
/// It counts what it holds and what its owner has not taken yet; the bounds on them are the association's.
/// </summary>
internal sealed class ReassemblyQueue
{
    /// <summary>What a fragment costs beside its bytes: many short ones are bounded too.</summary>
    public const int FragmentOverhead = 64;

    private readonly Queue<SctpEvent> _events;
    private readonly int _maxMessageSize;
    private readonly Dictionary<ushort, IncomingStream> _streams = [];

    /// <param name="events">Where whole messages go.</param>
    /// <param name="maxMessageSize">The longest message that is taken.</param>
    public ReassemblyQueue(Queue<SctpEvent> events, int maxMessageSize)
    {
        _events = events;
        _maxMessageSize = maxMessageSize;
    }

    /// <summary>Bytes of fragments, with their overhead.</summary>
    public int HeldBytes { get; private set; }

    /// <summary>Bytes of whole messages that the owner has not released, with their overhead.</summary>
    public int UnreadBytes { get; private set; }

    /// <summary>Takes in a chunk that has not come before. False when its message grows too long.</summary>
    public bool TryAdd(in DataChunk data)
    {
        IncomingStream stream = Stream(data.StreamId);
        if (data.IsFirst && data.IsLast && (data.IsUnordered || data.Ssn == stream.ExpectedSsn))
        {
            if (data.Payload.Length > _maxMessageSize)
            {
                return false;
            }

            Deliver(data.StreamId, data.PayloadProtocol, PooledBuffer.CopyOf(data.Payload));
            if (!data.IsUnordered)
            {
                stream.ExpectedSsn = stream.ExpectedSsn.Next;
                DeliverOrdered(data.StreamId, stream);
            }

            return true;
        }

        // What an earlier reset or skip has left behind is acknowledged and dropped.
        if (!data.IsUnordered && data.Ssn < stream.ExpectedSsn)
        {
            return true;
        }

        FragmentList fragments = data.IsUnordered ? stream.Unordered : stream.Ordered;
        Ssn ssn = data.IsUnordered ? default : data.Ssn;
        int place = fragments.Add(new Fragment(
            data.Tsn, ssn, data.PayloadProtocol, data.IsFirst, data.IsLast, PooledBuffer.CopyOf(data.Payload)));
        HeldBytes += data.Payload.Length + FragmentOverhead;
        (int first, int count, int bytes, bool isComplete) = fragments.MessageAround(place);
        if (bytes > _maxMessageSize)
        {
            return false;
        }

        if (!data.IsUnordered)
        {
            DeliverOrdered(data.StreamId, stream);
        }
        else if (isComplete)
        {
            Assemble(data.StreamId, fragments, first, count, bytes);
        }

        return true;
    }

    /// <summary>The peer has given up an ordered message and those before it. Whole ones that waited are delivered.</summary>
    public void Skip(SkippedStream skip)
    {
        IncomingStream stream = Stream(skip.StreamId);
        if (skip.Ssn < stream.ExpectedSsn)
        {
            return;
        }

        Ssn next = skip.Ssn.Next;
        FragmentList fragments = stream.Ordered;
        while (fragments.Count > 0 && fragments[0].Ssn < next)
        {
            (int first, int count, int bytes, bool isComplete) = fragments.MessageAround(0);
            if (isComplete)
            {
                Assemble(skip.StreamId, fragments, first, count, bytes);
            }
            else
            {
                Drop(fragments, first, count);
            }
        }

        stream.ExpectedSsn = next;
        DeliverOrdered(skip.StreamId, stream);
    }

    /// <summary>Drops what is left of unordered messages that the peer has given up.</summary>
    public void SkipUnordered(Tsn newCumulativeTsn)
    {
        foreach (IncomingStream stream in _streams.Values)
        {
            int count = 0;
            while (count < stream.Unordered.Count && stream.Unordered[count].Tsn <= newCumulativeTsn)
            {
                count++;
            }

            Drop(stream.Unordered, 0, count);
        }
    }

    /// <summary>The peer begins the stream anew.</summary>
    public void Reset(ushort streamId)
    {
        if (_streams.Remove(streamId, out IncomingStream? stream))
        {
            Drop(stream.Ordered, 0, stream.Ordered.Count);
            Drop(stream.Unordered, 0, stream.Unordered.Count);
        }
    }

    /// <summary>The streams that have been used since their reset.</summary>
    public ushort[] UsedStreams() => [.. _streams.Keys];

    /// <summary>The owner is done with a message.</summary>
    public void Release(in PooledBuffer payload)
    {
        if (payload.Array is not null)
        {
            UnreadBytes -= payload.Length + FragmentOverhead;
            payload.Return();
        }
    }

    /// <summary>Drops every fragment.</summary>
    public void Clear()
    {
        foreach (ushort streamId in UsedStreams())
        {
            Reset(streamId);
        }
    }

    private IncomingStream Stream(ushort id)
    {
        if (!_streams.TryGetValue(id, out IncomingStream? stream))
        {
            stream = new IncomingStream();
            _streams.Add(id, stream);
        }

        return stream;
    }

    private void DeliverOrdered(ushort streamId, IncomingStream stream)
    {
        FragmentList fragments = stream.Ordered;
        while (fragments.Count > 0 && fragments[0].Ssn == stream.ExpectedSsn)
        {
            (int first, int count, int bytes, bool isComplete) = fragments.MessageAround(0);
            if (!isComplete)
            {
                return;
            }

            Assemble(streamId, fragments, first, count, bytes);
            stream.ExpectedSsn = stream.ExpectedSsn.Next;
        }
    }

    private void Assemble(ushort streamId, FragmentList fragments, int first, int count, int bytes)
    {
        Fragment head = fragments[first];
        HeldBytes -= bytes + (count * FragmentOverhead);
        PooledBuffer payload = head.Payload;
        if (count > 1)
        {
            payload = PooledBuffer.Rent(bytes);
            Span<byte> rest = payload.Array;
            for (int i = first; i < first + count; i++)
            {
                PooledBuffer part = fragments[i].Payload;
                part.Span.CopyTo(rest);
                rest = rest[part.Length..];
                part.Return();
            }
        }

        fragments.Remove(first, count);
        Deliver(streamId, head.PayloadProtocol, payload);
    }

    private void Drop(FragmentList fragments, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            HeldBytes -= fragments[i].Payload.Length + FragmentOverhead;
            fragments[i].Payload.Return();
        }

        fragments.Remove(first, count);
    }

    private void Deliver(ushort streamId, uint payloadProtocol, PooledBuffer payload)
    {
        UnreadBytes += payload.Length + FragmentOverhead;
        _events.Enqueue(new SctpEvent
        {
            Kind = SctpEventKind.Message,
            StreamId = streamId,
            PayloadProtocol = payloadProtocol,
            Payload = payload,
        });
    }
}
