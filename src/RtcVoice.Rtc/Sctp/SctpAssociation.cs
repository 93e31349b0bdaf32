using System.Buffers.Binary;
using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Sctp;

/// <summary>
/// One end of an SCTP association inside one DTLS session (RFC 9260, RFC 8261, RFC 3758, RFC 6525), sans IO: it is handed
/// decrypted packets and the time, and asked for packets and events. Single owner, no locks.
/// </summary>
/// <remarks>
/// <para>
/// It waits for the peer's INIT, as the server side of a browser does, unless <see cref="Connect"/> is called. After each
/// call of a verb drain <see cref="TryPollEvent"/> and <see cref="TryPollTransmit"/> until neither has more, then arm a timer
/// for <see cref="NextTimeout"/>.
/// </para>
/// <para>
/// It does not do: multihoming, message interleaving (I-DATA), path MTU discovery, zero checksums, adding streams. It never
/// gives up by counting retransmissions: whether the peer lives is for ICE to say. Once ended it does not begin again.
/// </para>
/// </remarks>
internal sealed partial class SctpAssociation
{
    /// <summary>Control chunks that wait for a packet; more are dropped, as each of them is repeated by whoever needs it.</summary>
    public const int MaxPendingControls = 16;

    private readonly SctpOptions _options;
    private readonly Action<Span<byte>> _fillRandom;
    private readonly byte[] _secret = new byte[StateCookie.SecretLength];
    private readonly SctpTimerTable _timers = new();
    private readonly RetransmissionTimeout _timeout = new();
    private readonly Queue<SctpEvent> _events = [];
    private readonly Queue<PendingControl> _controls = [];
    private readonly HeartbeatHandler _heartbeat;
    private readonly SendQueue _sendQueue;
    private readonly ReassemblyQueue _reassembly;
    private PeerParameters _peer;
    private uint _localTag;
    private Tsn _localInitialTsn;
    private DataTracker? _tracker;
    private RetransmissionQueue? _retransmission;
    private StreamResetHandler? _resets;
    private Instant _now;
    private long _packetsSent;
    private long _packetsReceived;
    private long _packetsDropped;

    /// <param name="options">Sizes, ports and bounds.</param>
    /// <param name="fillRandom">Fills a span with unpredictable bytes: tags, first TSNs and the key of cookies.</param>
    public SctpAssociation(SctpOptions options, Action<Span<byte>> fillRandom)
    {
        _options = options;
        _fillRandom = fillRandom;
        _fillRandom(_secret);
        _heartbeat = new HeartbeatHandler(fillRandom);
        _sendQueue = new SendQueue(
            options.SendBufferBytes,
            streamId => _events.Enqueue(new SctpEvent { Kind = SctpEventKind.BufferedAmountLow, StreamId = streamId }));
        _reassembly = new ReassemblyQueue(_events, options.MaxIncomingMessageSize);
    }

    public SctpState State { get; private set; } = SctpState.Listening;

    /// <summary>Streams that we may send on: ours until the peer has said how many it takes.</summary>
    public int OutboundStreams { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> wants to be called; <see cref="Instant.Never"/> when nothing is awaited.</summary>
    public Instant NextTimeout => _timers.Next;

    public SctpStatistics Statistics => new()
    {
        PacketsSent = _packetsSent,
        PacketsReceived = _packetsReceived,
        PacketsDropped = _packetsDropped,
        Retransmissions = _retransmission?.Retransmissions ?? 0,
        FastRetransmits = _retransmission?.FastRetransmits ?? 0,
        RetransmissionTimeouts = _retransmission?.Timeouts ?? 0,
        MessagesAbandoned = _sendQueue.AbandonedMessages,
        SmoothedRoundTrip = _timeout.SmoothedRoundTrip,
        CongestionWindow = _retransmission?.CongestionWindowSize ?? 0,
        BytesInFlight = _retransmission?.BytesInFlight ?? 0,
        ReceiveBufferBytes = _reassembly.HeldBytes + _reassembly.UnreadBytes,
    };

    private bool IsOpenForSending =>
        State is SctpState.Listening or SctpState.CookieWait or SctpState.CookieEchoed or SctpState.Established;

    /// <summary>
    /// Queues a message. It may be called before the association is up; the message goes out then. The payload is copied.
    /// </summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="payloadProtocol">The payload protocol identifier.</param>
    /// <param name="payload">One byte at least: SCTP cannot carry none.</param>
    /// <param name="options">Order and reliability.</param>
    /// <param name="now">The time.</param>
    public SendResult TrySend(
        ushort streamId, uint payloadProtocol, ReadOnlySpan<byte> payload, in SendOptions options, Instant now)
    {
        if (payload.IsEmpty)
        {
            throw new ArgumentException("SCTP carries no empty message.", nameof(payload));
        }

        BeginMutation(now);
        int streams = State == SctpState.Established ? OutboundStreams : _options.MaxStreams;
        if (!IsOpenForSending || streamId >= streams)
        {
            return SendResult.NotOpen;
        }

        return payload.Length > _options.MaxOutgoingMessageSize
            ? SendResult.MessageTooLarge
            : _sendQueue.TryEnqueue(streamId, payloadProtocol, payload, options, now);
    }

    /// <summary>Bytes queued on a stream that are neither acknowledged nor given up.</summary>
    public int BufferedAmount(ushort streamId) => _sendQueue.BufferedAmount(streamId);

    /// <summary>At or below this many buffered bytes, after having been above, a stream reports BufferedAmountLow. Default 0.</summary>
    public void SetBufferedAmountLowThreshold(ushort streamId, int bytes) => _sendQueue.Stream(streamId).LowThreshold = bytes;

    /// <summary>
    /// Resets the stream that we send on once what was sent on it is settled; it takes no more until then. False when the
    /// association is not up.
    /// </summary>
    public bool TryResetStream(ushort streamId, Instant now)
    {
        BeginMutation(now);
        if (State != SctpState.Established || _resets is null)
        {
            return false;
        }

        _resets.Want(streamId);
        return true;
    }

    /// <summary>Takes the next event. A message's payload is the taker's until <see cref="Release"/>.</summary>
    public bool TryPollEvent(out SctpEvent taken) => _events.TryDequeue(out taken);

    /// <summary>Gives the payload of a message back; with it the peer's window grows again.</summary>
    public void Release(in PooledBuffer payload)
    {
        _reassembly.Release(payload);
        UpdateWindowIfClosed();
    }

    /// <summary>Serves the timers that are due.</summary>
    public void HandleTimeout(Instant now)
    {
        BeginMutation(now);
        while (_timers.TryTakeExpired(now, out SctpTimer timer))
        {
            switch (timer)
            {
                case SctpTimer.Handshake:
                    RepeatHandshake();
                    break;
                case SctpTimer.Shutdown:
                    RepeatShutdown();
                    break;
                case SctpTimer.ShutdownGuard:
                    AbortWith(ErrorCause.UserInitiatedAbort, SctpCloseReason.ShutdownTimedOut);
                    break;
                case SctpTimer.Retransmission:
                    _retransmission?.HandleTimeout(now);
                    break;
                case SctpTimer.Reconfiguration:
                    if (_resets!.TryRetry(_retransmission!.NextTsn.Previous, now, out byte[] request))
                    {
                        Enqueue(request);
                    }

                    break;
                case SctpTimer.DelayedSack:
                    _isSackDue = true;
                    break;
                case SctpTimer.Heartbeat:
                    Enqueue(_heartbeat.CreateRequest(now));
                    _timers.Set(SctpTimer.Heartbeat, now + _options.HeartbeatInterval);
                    break;
            }
        }
    }

    /// <summary>Ends the association at once, and tells the peer so (RFC 9260 section 9.1).</summary>
    public void Abort(Instant now)
    {
        BeginMutation(now);
        AbortWith(ErrorCause.UserInitiatedAbort, SctpCloseReason.LocalAbort);
    }

    private void BeginMutation(Instant now)
    {
        _now = now;
        _packetsInBurst = 0;
    }

    private uint RandomUInt32()
    {
        Span<byte> bytes = stackalloc byte[4];
        _fillRandom(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private uint RandomTag()
    {
        // Zero means "no tag".
        uint tag = RandomUInt32();
        return tag == 0 ? 1 : tag;
    }

    private void Enqueue(byte[] chunk, bool isAlone = false) => Enqueue(_peer.Tag, chunk, isAlone);

    private void Enqueue(uint tag, byte[] chunk, bool isAlone)
    {
        if (_controls.Count < MaxPendingControls)
        {
            _controls.Enqueue(new PendingControl(tag, chunk, isAlone));
        }
    }

    private void AbortWith(ErrorCause cause, SctpCloseReason reason)
    {
        if (State == SctpState.Ended)
        {
            return;
        }

        _controls.Clear();
        if (_peer.Tag != 0)
        {
            Enqueue(ErrorChunk.Create(ChunkType.Abort, cause, []));
        }

        End(reason, cause);
    }

    private void End(SctpCloseReason reason, ErrorCause cause = ErrorCause.None)
    {
        State = SctpState.Ended;
        _timers.StopAll();
        _isSackDue = false;
        _retransmission?.Release();
        _sendQueue.Clear();
        _reassembly.Clear();
        _events.Enqueue(new SctpEvent { Kind = SctpEventKind.Closed, CloseReason = reason, Cause = cause });
    }
}
