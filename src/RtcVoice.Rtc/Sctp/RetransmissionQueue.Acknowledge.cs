using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Sctp;

// What a SACK tells: RFC 9260 sections 6.2.1 (processing), 6.3.1 (round trip), 7.2 (windows), 7.2.4 (fast retransmit).
internal sealed partial class RetransmissionQueue
{
    /// <summary>Reports of later TSNs after which a chunk is taken for lost (section 7.2.4).</summary>
    private const int MissesToLoss = 3;

    /// <summary>
    /// Takes in a SACK. False when it acknowledges what was never sent, in order or beyond gaps: then nothing changes. One
    /// that was overtaken on its way says nothing new, and is true.
    /// </summary>
    public bool TryHandleSack(in SackChunk sack, Instant now)
    {
        int advance = sack.CumulativeTsn - _cumulative;
        if (advance < 0)
        {
            return true;
        }

        int highestReported = sack.BlockCount > 0 ? advance + sack.Block(sack.BlockCount - 1).End : advance;
        if (advance > _outstanding.Count || highestReported > _outstanding.Count)
        {
            return false;
        }

        int flightBefore = BytesInFlight;
        int acknowledged = AcknowledgeUpTo(advance, now);
        int highestNew = -1;
        acknowledged += AcknowledgeBlocks(sack, ref highestNew, now);
        if (advance > 0)
        {
            _expiries = 0;
            _congestion.OnAdvance(_cumulative, acknowledged, flightBefore, IsEmpty);
        }

        if (sack.BlockCount > 0)
        {
            CountMisses(highestReported - advance, highestNew, advance > 0, now);
        }

        ReviveRenegedHead();
        AbandonLost(now);
        IsForwardTsnDue = HasForwardTsnToSend;
        _peerWindow = sack.ReceiverWindow;
        if (advance > 0)
        {
            RestartTimer(now);
        }

        return true;
    }

    /// <summary>Takes in the cumulative TSN of a SHUTDOWN, which says nothing of gaps or windows.</summary>
    public void HandleCumulative(Tsn cumulativeTsn, Instant now)
    {
        int advance = cumulativeTsn - _cumulative;
        if (advance > 0 && advance <= _outstanding.Count)
        {
            _expiries = 0;
            AcknowledgeUpTo(advance, now);
            RestartTimer(now);
        }
    }

    private int AcknowledgeUpTo(int advance, Instant now)
    {
        int acknowledged = 0;
        for (int i = 0; i < advance; i++)
        {
            OutstandingChunk chunk = _outstanding[0];
            acknowledged += Settle(ref chunk, _cumulative.Next, now);
            _outstanding.RemoveFirst();
            _cumulative = _cumulative.Next;
            _sendQueue.Acknowledge(chunk.Message, chunk.Length);
        }

        return acknowledged;
    }

    private int AcknowledgeBlocks(in SackChunk sack, ref int highestNew, Instant now)
    {
        int acknowledged = 0;
        for (int block = 0; block < sack.BlockCount; block++)
        {
            (int start, int end) = sack.Block(block);
            for (int i = start - 1; i < end; i++)
            {
                ref OutstandingChunk chunk = ref _outstanding[i];
                if (chunk.State is OutstandingState.InFlight or OutstandingState.Lost)
                {
                    acknowledged += Settle(ref chunk, _cumulative + (i + 1), now);
                    chunk.State = OutstandingState.Reported;
                    highestNew = i;
                }
            }
        }

        return acknowledged;
    }

    /// <summary>The peer has this chunk: returns its bytes on the wire if that is news.</summary>
    private int Settle(ref OutstandingChunk chunk, Tsn tsn, Instant now)
    {
        if (tsn == _measuredTsn && !_measuredFrom.IsNever)
        {
            _timeout.AddSample(now - _measuredFrom);
            _measuredFrom = Instant.Never;
        }

        int size = WireSize(chunk.Length);
        switch (chunk.State)
        {
            case OutstandingState.InFlight:
                BytesInFlight -= size;
                return size;
            case OutstandingState.Lost:
                _lostChunks--;
                return size;
            default:
                return 0;
        }
    }

    /// <summary>Counts misses by the HTNA rule: below the highest newly reported; all gaps when recovery advances.</summary>
    private void CountMisses(int highestReported, int highestNew, bool hasAdvanced, Instant now)
    {
        int end = _congestion.IsInFastRecovery && hasAdvanced ? highestReported : highestNew;
        bool isLossFound = false;
        for (int i = 0; i < end; i++)
        {
            ref OutstandingChunk chunk = ref _outstanding[i];
            if (chunk.State != OutstandingState.InFlight)
            {
                continue;
            }

            if (chunk.Misses < MissesToLoss)
            {
                chunk.Misses++;
            }

            if (_hasForwardTsn && chunk.Message.IsExpired(now))
            {
                Abandon(i);
            }
            else if (chunk.Misses == MissesToLoss && !chunk.IsFastRetransmitted)
            {
                chunk.IsFastRetransmitted = true;
                MarkLost(i);
                FastRetransmits++;
                isLossFound = true;
            }
        }

        if (isLossFound && _congestion.TryEnterFastRecovery(NextTsn.Previous))
        {
            _mayFastRetransmit = true;
        }
    }

    /// <summary>
    /// A chunk right behind the cumulative TSN cannot have been received: the peer has taken its report back (section
    /// 6.2.1 D iii), and it must be sent again or all would wait for it for ever.
    /// </summary>
    private void ReviveRenegedHead()
    {
        for (int i = 0; i < _outstanding.Count && _outstanding[i].State == OutstandingState.Reported; i++)
        {
            MarkLost(i);
        }
    }
}
