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

    /// <summary>Fragment objects kept for use again: those of one message of the largest size.</summary>
    private const int MaxSpareFragments = 64;

    private readonly Queue<SctpEvent> _events;
    private readonly int _maxMessageSize;
    private readonly Dictionary<ushort, IncomingStream> _streams = [];
    private readonly Stack<Fragment> _spare = [];

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

        Fragment fragment = _spare.TryPop(out Fragment? spare) ? spare : new Fragment();
        fragment.Begin(data);
        HeldBytes += data.Payload.Length + FragmentOverhead;
        FragmentList fragments = data.IsUnordered ? stream.Unordered : stream.Ordered;
        int index = fragments.Add(fragment);
        if (fragments[index].Bytes > _maxMessageSize)
        {
            return false;
        }

        if (!data.IsUnordered)
        {
            DeliverOrdered(data.StreamId, stream);
        }
        else if (fragments[index].IsComplete)
        {
            Assemble(data.StreamId, fragments, index);
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
        while (fragments.Count > 0 && fragments[0].First.Ssn < next)
        {
            if (fragments[0].IsComplete)
            {
                Assemble(skip.StreamId, fragments, 0);
            }
            else
            {
                Drop(fragments, 0);
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
            // A run is of one message: with its beginning the rest is given up too.
            while (stream.Unordered.Count > 0 && stream.Unordered[0].First.Tsn <= newCumulativeTsn)
            {
                Drop(stream.Unordered, 0);
            }
        }
    }

    /// <summary>The peer begins the stream anew.</summary>
    public void Reset(ushort streamId)
    {
        if (_streams.Remove(streamId, out IncomingStream? stream))
        {
            DropAll(stream.Ordered);
            DropAll(stream.Unordered);
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
        while (fragments.Count > 0 && fragments[0].First.Ssn == stream.ExpectedSsn && fragments[0].IsComplete)
        {
            Assemble(streamId, fragments, 0);
            stream.ExpectedSsn = stream.ExpectedSsn.Next;
        }
    }

    private void Assemble(ushort streamId, FragmentList fragments, int index)
    {
        FragmentRun run = fragments[index];
        uint payloadProtocol = run.First.PayloadProtocol;
        fragments.RemoveAt(index);
        HeldBytes -= run.Bytes + (run.Count * FragmentOverhead);
        if (run.Count == 1)
        {
            Deliver(streamId, payloadProtocol, run.First.Payload);
            Spare(run.First);
            return;
        }

        PooledBuffer payload = PooledBuffer.Rent(run.Bytes);
        Span<byte> rest = payload.Array;
        for (Fragment? part = run.First; part is not null;)
        {
            Fragment? next = part.Next;
            part.Payload.Span.CopyTo(rest);
            rest = rest[part.Payload.Length..];
            part.Payload.Return();
            Spare(part);
            part = next;
        }

        Deliver(streamId, payloadProtocol, payload);
    }

    private void DropAll(FragmentList fragments)
    {
        while (fragments.Count > 0)
        {
            Drop(fragments, fragments.Count - 1);
        }
    }

    private void Drop(FragmentList fragments, int index)
    {
        FragmentRun run = fragments[index];
        fragments.RemoveAt(index);
        HeldBytes -= run.Bytes + (run.Count * FragmentOverhead);
        for (Fragment? part = run.First; part is not null;)
        {
            Fragment? next = part.Next;
            part.Payload.Return();
            Spare(part);
            part = next;
        }
    }

    private void Spare(Fragment fragment)
    {
        if (_spare.Count < MaxSpareFragments)
        {
            _spare.Push(fragment);
        }
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
