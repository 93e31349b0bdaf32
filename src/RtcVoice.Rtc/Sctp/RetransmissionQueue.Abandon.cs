using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Sctp;

// Partial reliability: RFC 3758, with the policies of RFC 7496.
internal sealed partial class RetransmissionQueue
{
    /// <summary>A FORWARD-TSN should go out with the next packet.</summary>
    public bool IsForwardTsnDue { get; private set; }

    private bool HasForwardTsnToSend => _outstanding.Count > 0 && _outstanding[0].State == OutstandingState.Abandoned;

    /// <summary>Adds a FORWARD-TSN over the chunks given up that stand first (section 3.5 C3), as far as their streams fit.</summary>
    public void WriteForwardTsn(ref SctpPacketWriter packet, Instant now)
    {
        const int MaxSkips = 64;
        Span<SkippedStream> skips = stackalloc SkippedStream[MaxSkips];
        int room = Math.Min(
            MaxSkips, (packet.Remaining - Chunk.HeaderLength - ForwardTsnChunk.FixedValueLength) / ForwardTsnChunk.SkipLength);
        int count = 0;
        int skipped = 0;
        while (skipped < _outstanding.Count && _outstanding[skipped].State == OutstandingState.Abandoned)
        {
            OutgoingMessage message = _outstanding[skipped].Message;
            if (!message.IsUnordered && !TryAddSkip(skips[..room], ref count, message))
            {
                break;
            }

            skipped++;
        }

        if (skipped > 0)
        {
            ForwardTsnChunk.Write(ref packet, _cumulative + skipped, skips[..count]);
            EnsureTimer(now);
        }

        IsForwardTsnDue = false;
    }

    private static bool TryAddSkip(Span<SkippedStream> skips, ref int count, OutgoingMessage message)
    {
        var skip = new SkippedStream(message.Stream.Id, message.Ssn);
        for (int i = 0; i < count; i++)
        {
            if (skips[i].StreamId == skip.StreamId)
            {
                skips[i] = skip;
                return true;
            }
        }

        if (count == skips.Length)
        {
            return false;
        }

        skips[count++] = skip;
        return true;
    }

    /// <summary>Gives up every lost chunk whose message has had its retransmissions or its time.</summary>
    private void AbandonLost(Instant now)
    {
        if (!_hasForwardTsn)
        {
            return;
        }

        for (int i = 0; i < _outstanding.Count && _lostChunks > 0; i++)
        {
            ref OutstandingChunk chunk = ref _outstanding[i];
            if (chunk.State == OutstandingState.Lost
                && (chunk.Transmissions > chunk.Message.MaxRetransmits || chunk.Message.IsExpired(now)))
            {
                Abandon(i);
            }
        }
    }

    /// <summary>Gives up the message of one outstanding chunk, with all its fragments.</summary>
    private void Abandon(int index)
    {
        OutgoingMessage message = _outstanding[index].Message;
        int first = index;
        while (first > 0 && _outstanding[first - 1].Message == message)
        {
            first--;
        }

        for (int i = first; i < _outstanding.Count && _outstanding[i].Message == message; i++)
        {
            ref OutstandingChunk chunk = ref _outstanding[i];
            if (chunk.State == OutstandingState.InFlight)
            {
                BytesInFlight -= WireSize(chunk.Length);
            }
            else if (chunk.State == OutstandingState.Lost)
            {
                _lostChunks--;
            }

            chunk.State = OutstandingState.Abandoned;
        }

        Forget(message);
    }

    /// <summary>
    /// Gives up the message whose time ran out in the midst of its first sending. What was sent of it may be acknowledged
    /// already, so that nothing outstanding could name it in a FORWARD-TSN, and the peer would wait for its rest: hence the
    /// place holder.
    /// </summary>
    public void AbandonExpiredRest(Instant now)
    {
        if (!_hasForwardTsn
            || !_sendQueue.TryPeek(now, out OutgoingMessage message)
            || message.SentBytes == 0
            || !message.IsExpired(now))
        {
            return;
        }

        if (_outstanding.Count > 0 && _outstanding[_outstanding.Count - 1].Message == message)
        {
            Abandon(_outstanding.Count - 1);
        }
        else
        {
            Forget(message);
        }

        IsForwardTsnDue = HasForwardTsnToSend;
    }

    private void Forget(OutgoingMessage message)
    {
        if (!message.IsFullySent)
        {
            ref OutstandingChunk placeHolder = ref _outstanding.Add();
            placeHolder.Message = message;
            placeHolder.State = OutstandingState.Abandoned;
            message.OutstandingChunks++;
        }

        _sendQueue.Abandon(message);
    }
}
