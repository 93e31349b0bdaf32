using RtcVoice.Timing;

namespace RtcVoice.Rtc.Sctp;

/// <summary>
/// The messages that wait to be sent, and those that are on their way. Streams take turns by message, so that a long
/// queue on one channel does not hold up another; a message once begun is sent to its end (RFC 9260 section 6.9: the
/// TSNs of its fragments follow each other).
/// </summary>
internal sealed class SendQueue
{
    /// <summary>What a message costs beside its bytes, in the count against the bound: many short ones fill it too.</summary>
    public const int MessageOverhead = 64;

    /// <summary>Message objects kept for use again: as many as a call's events have in flight.</summary>
    private const int MaxSpareMessages = 64;

    private readonly int _capacity;
    private readonly Action<ushort> _onLow;
    private readonly Dictionary<ushort, OutgoingStream> _streams = [];
    private readonly Queue<OutgoingStream> _turn = [];
    private readonly Stack<OutgoingMessage> _spare = [];
    private OutgoingMessage? _current;

    /// <param name="capacity">Bytes that may wait to be sent or acknowledged.</param>
    /// <param name="onLow">Told the stream whose buffered bytes have fallen to its threshold.</param>
    public SendQueue(int capacity, Action<ushort> onLow)
    {
        _capacity = capacity;
        _onLow = onLow;
    }

    /// <summary>Bytes held, with the overhead of messages.</summary>
    public int HeldBytes { get; private set; }

    /// <summary>Messages given up.</summary>
    public long AbandonedMessages { get; private set; }

    public bool IsEmpty => _current is null && _turn.Count == 0;

    public OutgoingStream Stream(ushort id)
    {
        if (!_streams.TryGetValue(id, out OutgoingStream? stream))
        {
            stream = new OutgoingStream(id);
            _streams.Add(id, stream);
        }

        return stream;
    }

    public int BufferedAmount(ushort id) => _streams.TryGetValue(id, out OutgoingStream? stream) ? stream.BufferedBytes : 0;

    public SendResult TryEnqueue(
        ushort streamId, uint payloadProtocol, ReadOnlySpan<byte> payload, in SendOptions options, Instant now)
    {
        OutgoingStream stream = Stream(streamId);
        if (stream.IsResetting)
        {
            return SendResult.NotOpen;
        }

        if (HeldBytes + payload.Length + MessageOverhead > _capacity)
        {
            return SendResult.BufferFull;
        }

        OutgoingMessage message = _spare.TryPop(out OutgoingMessage? spare) ? spare : new OutgoingMessage();
        message.Begin(stream, payloadProtocol, payload, options, now);
        HeldBytes += payload.Length + MessageOverhead;
        stream.BufferedBytes += payload.Length;
        stream.LiveMessages++;
        stream.Waiting.Enqueue(message);
        Schedule(stream);
        return SendResult.Queued;
    }

    /// <summary>The message whose bytes are next. Those that expired before a byte was sent are given up without a trace.</summary>
    public bool TryPeek(Instant now, out OutgoingMessage message)
    {
        if (_current is not null)
        {
            message = _current;
            return true;
        }

        while (_turn.TryPeek(out OutgoingStream? stream))
        {
            while (stream.Waiting.TryPeek(out OutgoingMessage? next))
            {
                if (!next.IsExpired(now))
                {
                    message = next;
                    return true;
                }

                stream.Waiting.Dequeue();
                Abandon(next);
                ReleaseIfDone(next);
            }

            Unschedule(stream);
        }

        message = null!;
        return false;
    }

    /// <summary>Takes the next bytes of the message that <see cref="TryPeek"/> gave.</summary>
    public void Take(OutgoingMessage message, int length)
    {
        OutgoingStream stream = message.Stream;
        if (message.SentBytes == 0)
        {
            stream.Waiting.Dequeue();
            Unschedule(stream);
            if (!message.IsUnordered)
            {
                message.Ssn = stream.NextSsn;
                stream.NextSsn = stream.NextSsn.Next;
            }

            _current = message;
        }

        message.SentBytes += length;
        message.OutstandingChunks++;
        if (message.IsFullySent)
        {
            _current = null;
            Schedule(stream);
        }
    }

    /// <summary>The peer has a fragment.</summary>
    public void Acknowledge(OutgoingMessage message, int length)
    {
        if (!message.IsAbandoned)
        {
            Unbuffer(message, length);
        }

        message.OutstandingChunks--;
        ReleaseIfDone(message);
    }

    /// <summary>Gives a message up: no more of it is sent. The object lives on while chunks of it are outstanding.</summary>
    public void Abandon(OutgoingMessage message)
    {
        message.IsAbandoned = true;
        message.ReturnPayload();
        AbandonedMessages++;
        Unbuffer(message, message.BufferedBytes);
        if (_current == message)
        {
            _current = null;
            Schedule(message.Stream);
        }
    }

    /// <summary>The stream may begin again: its reset is done.</summary>
    public void CompleteReset(ushort streamId)
    {
        OutgoingStream stream = Stream(streamId);
        stream.IsResetting = false;
        stream.NextSsn = default;
    }

    /// <summary>Drops every message that waits. Those that are outstanding must have been released before.</summary>
    public void Clear()
    {
        foreach (OutgoingStream stream in _streams.Values)
        {
            while (stream.Waiting.TryDequeue(out OutgoingMessage? message))
            {
                message.ReturnPayload();
            }
        }

        if (_current is { OutstandingChunks: 0 })
        {
            _current.ReturnPayload();
        }

        _current = null;
        _streams.Clear();
        _turn.Clear();
        HeldBytes = 0;
    }

    private void Schedule(OutgoingStream stream)
    {
        if (!stream.IsScheduled && stream.Waiting.Count > 0)
        {
            stream.IsScheduled = true;
            _turn.Enqueue(stream);
        }
    }

    /// <summary>Takes the stream whose turn it is out of the turn.</summary>
    private void Unschedule(OutgoingStream stream)
    {
        _turn.Dequeue();
        stream.IsScheduled = false;
    }

    private void Unbuffer(OutgoingMessage message, int length)
    {
        OutgoingStream stream = message.Stream;
        bool wasHigh = stream.BufferedBytes > stream.LowThreshold;
        message.BufferedBytes -= length;
        stream.BufferedBytes -= length;
        HeldBytes -= length;
        if (wasHigh && stream.BufferedBytes <= stream.LowThreshold)
        {
            _onLow(stream.Id);
        }
    }

    private void ReleaseIfDone(OutgoingMessage message)
    {
        if (message.OutstandingChunks > 0 || !(message.IsFullySent || message.IsAbandoned))
        {
            return;
        }

        if (!message.IsAbandoned)
        {
            message.ReturnPayload();
        }

        message.Stream.LiveMessages--;
        HeldBytes -= MessageOverhead;
        if (_spare.Count < MaxSpareMessages)
        {
            _spare.Push(message);
        }
    }
}
