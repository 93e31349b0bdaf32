using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Sctp;

/// <summary>
/// Sends DATA, keeps what the peer has not acknowledged, and finds out what is lost (RFC 9260 sections 6 and 7;
/// partial reliability after RFC 3758). It does not give up by count: whether the peer lives is for ICE to say.
/// </summary>
internal sealed partial class RetransmissionQueue
{
    /// <summary>
    /// Chunks outstanding at most: what a peer's 256 KB window holds of small events, and a bound on what abandoned ones
    /// pile up while the peer is silent.
    /// </summary>
    public const int MaxOutstandingChunks = 8192;

    /// <summary>Do not begin a message's fragment in less room than this: a sliver costs a chunk header and a fragment there.</summary>
    private const int MinFragment = 256;

    private readonly SendQueue _sendQueue;
    private readonly RetransmissionTimeout _timeout;
    private readonly SctpTimerTable _timers;
    private readonly OutstandingRing _outstanding = new();
    private readonly CongestionWindow _congestion;
    private readonly int _maxFragment;
    private readonly bool _hasForwardTsn;
    private Tsn _cumulative;
    private uint _peerWindow;
    private int _lostChunks;
    private int _expiries;
    private bool _mayFastRetransmit;

    // One round trip is measured at a time, and never by a chunk that was sent twice (Karn's rule, section 6.3.1 C5).
    private Tsn _measuredTsn;
    private Instant _measuredFrom = Instant.Never;

    /// <param name="sendQueue">Where new data comes from.</param>
    /// <param name="timeout">The timeout, fed with round trips from here.</param>
    /// <param name="timers">Of which the retransmission timer is ours.</param>
    /// <param name="initialTsn">Our first TSN.</param>
    /// <param name="peer">What the peer said of itself.</param>
    /// <param name="maxPacketSize">The largest packet.</param>
    public RetransmissionQueue(
        SendQueue sendQueue,
        RetransmissionTimeout timeout,
        SctpTimerTable timers,
        Tsn initialTsn,
        in PeerParameters peer,
        int maxPacketSize)
    {
        int packetSize = maxPacketSize & ~3;
        _sendQueue = sendQueue;
        _timeout = timeout;
        _timers = timers;
        _congestion = new CongestionWindow(packetSize);
        _maxFragment = packetSize - SctpCommonHeader.Length - DataChunk.Overhead;
        _hasForwardTsn = peer.HasForwardTsn;
        _cumulative = initialTsn.Previous;
        _peerWindow = peer.ReceiverWindow;
    }

    /// <summary>The TSN of the next new chunk.</summary>
    public Tsn NextTsn => _cumulative + (_outstanding.Count + 1);

    /// <summary>Nothing is outstanding.</summary>
    public bool IsEmpty => _outstanding.Count == 0;

    /// <summary>Bytes in flight, chunk headers included.</summary>
    public int BytesInFlight { get; private set; }

    public int CongestionWindowSize => _congestion.Size;

    public long Retransmissions { get; private set; }

    public long FastRetransmits { get; private set; }

    public long Timeouts { get; private set; }

    /// <summary>There is DATA that the congestion window lets go; the peer's window may still hold it.</summary>
    public bool HasDataToSend(Instant now) =>
        _lostChunks > 0
            ? BytesInFlight == 0 || _mayFastRetransmit || BytesInFlight < _congestion.Size
            : BytesInFlight < _congestion.Size && _outstanding.Count < MaxOutstandingChunks && _sendQueue.TryPeek(now, out _);

    /// <summary>Adds DATA to the packet: what is lost first, then new, as far as the windows allow.</summary>
    public bool TryWriteData(ref SctpPacketWriter packet, Instant now)
    {
        bool wrote = _lostChunks > 0 && TryWriteLost(ref packet, now);
        while (_lostChunks == 0 && TryWriteNew(ref packet, now))
        {
            wrote = true;
        }

        if (wrote)
        {
            _mayFastRetransmit = false;
            EnsureTimer(now);
        }

        return wrote;
    }

    /// <summary>The retransmission timer expired (section 6.3.3): all that is in flight is taken for lost.</summary>
    public void HandleTimeout(Instant now)
    {
        if (IsEmpty)
        {
            return;
        }

        Timeouts++;
        _expiries++;
        _measuredFrom = Instant.Never;
        _mayFastRetransmit = false;
        _congestion.OnTimeout();
        for (int i = 0; i < _outstanding.Count; i++)
        {
            if (_outstanding[i].State == OutstandingState.InFlight)
            {
                MarkLost(i);
            }
        }

        AbandonLost(now);
        IsForwardTsnDue = HasForwardTsnToSend;
        RestartTimer(now);
    }

    /// <summary>Gives all that is outstanding back, at the end of the association.</summary>
    public void Release()
    {
        while (_outstanding.Count > 0)
        {
            OutgoingMessage message = _outstanding[0].Message;
            _outstanding.RemoveFirst();
            message.OutstandingChunks--;
            if (message.OutstandingChunks == 0 && !message.IsAbandoned)
            {
                message.ReturnPayload();
            }
        }

        _timers.Stop(SctpTimer.Retransmission);
    }

    private static int WireSize(int length) => DataChunk.Overhead + Chunk.Padded(length);

    private bool TryWriteLost(ref SctpPacketWriter packet, Instant now)
    {
        bool wrote = false;
        for (int i = 0; i < _outstanding.Count && _lostChunks > 0; i++)
        {
            ref OutstandingChunk chunk = ref _outstanding[i];
            if (chunk.State != OutstandingState.Lost)
            {
                continue;
            }

            // The first packet of a fast retransmission is sent whatever the window says (section 7.2.4 (3)).
            int size = WireSize(chunk.Length);
            bool isAllowed = BytesInFlight == 0 || _mayFastRetransmit || BytesInFlight + size <= _congestion.Size;
            if (!isAllowed || size > packet.Remaining)
            {
                break;
            }

            chunk.State = OutstandingState.InFlight;
            chunk.Misses = 0;
            _lostChunks--;
            Write(ref packet, ref chunk, _cumulative + (i + 1));
            Retransmissions++;
            wrote = true;
            if (i == 0)
            {
                // Section 6.3.2 with 7.2.4 (4): the earliest outstanding chunk leaves anew.
                RestartTimer(now);
            }
        }

        return wrote;
    }

    private bool TryWriteNew(ref SctpPacketWriter packet, Instant now)
    {
        if (BytesInFlight >= _congestion.Size
            || _outstanding.Count >= MaxOutstandingChunks
            || !_sendQueue.TryPeek(now, out OutgoingMessage message))
        {
            return false;
        }

        int rest = message.Length - message.SentBytes;
        int room = Math.Min(packet.Remaining - DataChunk.Overhead, _maxFragment);
        int length = Math.Min(rest, room);
        if (length <= 0 || (length < rest && length < MinFragment))
        {
            return false;
        }

        // With nothing in flight one chunk may probe a closed window (section 6.1 A).
        int size = WireSize(length);
        if (BytesInFlight > 0 && BytesInFlight + (long)size > _peerWindow)
        {
            return false;
        }

        Tsn tsn = NextTsn;
        int offset = message.SentBytes;
        _sendQueue.Take(message, length);
        ref OutstandingChunk chunk = ref _outstanding.Add();
        chunk.Message = message;
        chunk.Offset = offset;
        chunk.Length = length;
        Write(ref packet, ref chunk, tsn);
        if (_measuredFrom.IsNever)
        {
            _measuredTsn = tsn;
            _measuredFrom = now;
        }

        return true;
    }

    private void Write(ref SctpPacketWriter packet, ref OutstandingChunk chunk, Tsn tsn)
    {
        OutgoingMessage message = chunk.Message;
        byte flags = message.IsUnordered ? DataChunk.UnorderedFlag : (byte)0;
        if (chunk.Offset == 0)
        {
            flags |= DataChunk.FirstFragmentFlag;
        }

        if (chunk.Offset + chunk.Length == message.Length)
        {
            flags |= DataChunk.LastFragmentFlag;
        }

        DataChunk.Write(
            ref packet, flags, tsn, message.Stream.Id, message.Ssn, message.PayloadProtocol, message.Fragment(chunk.Offset, chunk.Length));
        if (chunk.Transmissions < ushort.MaxValue)
        {
            chunk.Transmissions++;
        }

        BytesInFlight += WireSize(chunk.Length);
    }

    private void MarkLost(int index)
    {
        ref OutstandingChunk chunk = ref _outstanding[index];
        if (chunk.State == OutstandingState.InFlight)
        {
            BytesInFlight -= WireSize(chunk.Length);
        }

        chunk.State = OutstandingState.Lost;
        _lostChunks++;
        if (_measuredTsn == _cumulative + (index + 1))
        {
            _measuredFrom = Instant.Never;
        }
    }

    private void EnsureTimer(Instant now)
    {
        if (!_timers.IsRunning(SctpTimer.Retransmission))
        {
            RestartTimer(now);
        }
    }

    private void RestartTimer(Instant now)
    {
        if (IsEmpty)
        {
            _timers.Stop(SctpTimer.Retransmission);
        }
        else
        {
            _timers.Set(SctpTimer.Retransmission, now + _timeout.BackedOff(_expiries));
        }
    }
}
