using RtcVoice.Timing;

namespace RtcVoice.Rtc.Dtls;

/// <summary>
/// One DTLS 1.2 association (RFC 6347) for DTLS-SRTP: proves who the peer is, gives the SRTP keys, carries application
/// data. Sans-IO: after any verb drain <see cref="TryPollTransmit"/> and <see cref="TryPollEvent"/>, then call
/// <see cref="HandleTimeout"/> no later than <see cref="NextTimeout"/>.
/// </summary>
/// <remarks>
/// <para>Only datagrams from an address that ICE has validated may come here: a hello in the clear is anybody's to write.</para>
/// <para>The handshake blocks, so it runs on a thread of <see cref="IDtlsHandshakeExecutor"/>; the owner never waits for it
/// (but see <see cref="DtlsSessionOptions.HandshakeInLockstep"/>). All timing is the owner's: the thread waits for signals,
/// not for time. After the handshake there is no thread, and every verb does its work at once.</para>
/// <para>It does no renegotiation, no resumption, no DTLS 1.3, no connection id and no cookie exchange.</para>
/// </remarks>
internal sealed partial class DtlsSession : IDisposable
{
    /// <summary>The longest handshake datagram we send: passes through tunnels and VPNs, as libwebrtc's own.</summary>
    public const int MaxHandshakeDatagram = 1200;

    /// <summary>The longest datagram we ever send: IPv6's minimum MTU of 1280 less 48 of IPv6 and UDP.</summary>
    public const int MaxDatagramOut = 1232;

    /// <summary>The longest application record in plaintext: <see cref="MaxDatagramOut"/> less 13 of header and 24 of AES-GCM; holds libwebrtc's 1191-byte SCTP packets.</summary>
    public const int MaxApplicationData = 1195;

    /// <summary>The longest datagram we take: no path brings more than 1500 bytes of it, and a buffer of 2 kB is free.</summary>
    public const int MaxDatagramIn = 2048;

    /// <summary>
    /// What a session may send before its handshake is done: ten times a server's flight. A mute peer, or one whose
    /// address is borrowed, gets no more.
    /// </summary>
    public const int MaxHandshakeBytes = 8 * 1024;

    /// <summary>Application records kept for an owner that does not drain; one that does has one at a time.</summary>
    public const int MaxEvents = 128;

    /// <summary>A peer that has not finished by now never will; browsers give up after 10 to 30 s.</summary>
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The first repeat: above the round trip of nearly every call (RFC 6347 says 1 s, which people hear).</summary>
    public static readonly TimeSpan FirstRepeat = TimeSpan.FromMilliseconds(200);

    /// <summary>Repeats double up to this, so that the timeout leaves room for eight of them within the allowance of bytes.</summary>
    public static readonly TimeSpan SlowestRepeat = TimeSpan.FromMilliseconds(1600);

    /// <summary>A peer that repeats its flight gets ours again at once, but not for each fragment of it.</summary>
    public static readonly TimeSpan ShortestRepeat = TimeSpan.FromMilliseconds(30);

    /// <summary>Messages of one side before its keys; a higher number in the clear is noise.</summary>
    private const int MaxMessageSequence = 15;

    private readonly DtlsSessionOptions _options;
    private readonly DtlsRecordGuard _guard = new();
    private readonly HandshakeLink _link;
    private readonly Queue<DtlsEvent> _events = new();
    private Handshake? _handshake;
    private Instant _now = Instant.Origin;
    private Instant _deadline = Instant.Never;
    private Instant _repeatAt = Instant.Never;
    private Instant _flightSentAt = Instant.Origin;
    private TimeSpan _repeatAfter = FirstRepeat;
    private int _flightsSeen;
    private int _peerMessages = -1;
    private int _peerMessagesAnswered = -1;
    private ulong _peerRecords;
    private long _oversized;
    private long _overflows;
    private long _refused;
    private long _eventsDropped;

    public DtlsSession(DtlsSessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _link = new HandshakeLink(options);
    }

    public DtlsState State { get; private set; } = DtlsState.New;

    /// <summary>What the guard let through and dropped.</summary>
    public ref readonly DtlsGuardCounters GuardCounters => ref _guard.Counters;

    public DtlsSessionCounters Counters
    {
        get
        {
            (long resent, long bytes, long suppressed) = _link.HandshakeOutput();
            return new DtlsSessionCounters(_oversized, _overflows, resent, bytes, suppressed, _refused, _eventsDropped);
        }
    }

    /// <summary>When to call <see cref="HandleTimeout"/>; at once while the handshake has news.</summary>
    public Instant NextTimeout
    {
        get
        {
            if (State != DtlsState.Handshaking)
            {
                return Instant.Never;
            }

            return _link.HasOutcome || _link.FlightsSent != _flightsSeen ? _now : Instant.Earlier(_deadline, _repeatAt);
        }
    }

    /// <summary>A client speaks first: sends its hello. A server starts by itself when a hello comes.</summary>
    public void Start(Instant now)
    {
        _now = now;
        if (State == DtlsState.New)
        {
            BeginHandshake();
            CatchUp();
        }
    }

    /// <summary>Takes one datagram (first byte 20 to 63) from the peer's validated address. Never throws on what is in it.</summary>
    public void HandleDatagram(ReadOnlySpan<byte> datagram, Instant now)
    {
        _now = now;
        if (datagram.Length > MaxDatagramIn)
        {
            _oversized++;
            return;
        }

        CatchUp();
        if (State is DtlsState.Closed or DtlsState.Failed)
        {
            return;
        }

        bool peerRepeats = false;
        while (_guard.TryNext(ref datagram, now, out DtlsRecordHeader header, out ReadOnlySpan<byte> record))
        {
            if (State == DtlsState.New && header is { Epoch: 0, Type: DtlsContentType.Handshake } && _options.Role == DtlsRole.Server)
            {
                BeginHandshake();
            }

            if (State == DtlsState.Connected)
            {
                Read(record);
            }
            else if (State == DtlsState.Handshaking)
            {
                peerRepeats |= IsRepeat(header, record);
                _overflows += _link.TryEnqueue(header, record) ? 0 : 1;
            }
        }

        if (State == DtlsState.Handshaking)
        {
            Settle();
            CatchUp();
            if (peerRepeats && now - _flightSentAt >= ShortestRepeat)
            {
                RepeatFlight();
            }
        }
    }

    /// <summary>Tells the time, also after a wake: takes over what the handshake has done, repeats flights, gives up.</summary>
    public void HandleTimeout(Instant now)
    {
        _now = now;
        CatchUp();
        if (State != DtlsState.Handshaking)
        {
            return;
        }

        if (now >= _deadline)
        {
            AbandonHandshake();
            Fail(DtlsFailure.HandshakeTimeout, "no handshake within its time");
        }
        else if (now >= _repeatAt)
        {
            _repeatAfter = TimeSpan.FromTicks(Math.Min(_repeatAfter.Ticks * 2, SlowestRepeat.Ticks));
            RepeatFlight();
        }
    }

    /// <summary>Gives a datagram to send to the peer.</summary>
    /// <param name="destination">At least <see cref="MaxDatagramOut"/> bytes.</param>
    /// <param name="length">The datagram's bytes.</param>
    public bool TryPollTransmit(Span<byte> destination, out int length) => _link.TryTakeDatagram(destination, out length);

    /// <summary>Gives something that happened.</summary>
    public bool TryPollEvent(out DtlsEvent dtlsEvent)
    {
        CatchUp();
        return _events.TryDequeue(out dtlsEvent);
    }

    /// <summary>
    /// Ends the session: a peer that is connected gets a close_notify, best effort (poll it); a handshake is given up
    /// without a word. The Closed event comes at once.
    /// </summary>
    public void Close()
    {
        CatchUp();
        switch (State)
        {
            case DtlsState.New:
                End(DtlsState.Closed, DtlsEvent.Closed(byPeer: false));
                break;
            case DtlsState.Handshaking:
                AbandonHandshake();
                End(DtlsState.Closed, DtlsEvent.Closed(byPeer: false));
                break;
            case DtlsState.Connected:
                CloseRecords();
                End(DtlsState.Closed, DtlsEvent.Closed(byPeer: false));
                break;
            default:
                break;
        }
    }

    /// <summary>Lets go of everything at once and zeroes the keys, also those of a Connected event that nobody took. Does not wait for the handshake's thread, which ends on its own.</summary>
    public void Dispose()
    {
        AbandonHandshake();
        if (_records is not null)
        {
            FreeRecords();
        }

        if (State is not (DtlsState.Closed or DtlsState.Failed))
        {
            State = DtlsState.Failed;
        }

        while (_events.TryDequeue(out DtlsEvent left))
        {
            left.Keys?.Dispose();
        }
    }

    private void BeginHandshake()
    {
        State = DtlsState.Handshaking;
        if (_options.PeerFingerprints.Count == 0)
        {
            Fail(DtlsFailure.NoFingerprintSignalled, "signalling announced no fingerprint");
            return;
        }

        _deadline = _now + HandshakeTimeout;
        _handshake = new Handshake(_options, _link);
        if (!_options.Executor.TryRun(_handshake.Run))
        {
            _handshake = null;
            Fail(DtlsFailure.HandshakeRefused, "too many handshakes at a time");
            return;
        }

        Settle();
    }

    // The thread ends on its own, and frees what it made; what it has handed over already is freed here.
    private void AbandonHandshake()
    {
        _link.Abort();
        Settle();
        if (_link.TryTakeOutcome(out _))
        {
            _handshake!.FreeKeys();
        }
    }

    // The peer sends again what it sent before our last flight, in a new record: it has not got that flight.
    private bool IsRepeat(in DtlsRecordHeader header, ReadOnlySpan<byte> record)
    {
        if (header is not { Epoch: 0, Type: DtlsContentType.Handshake }
            || !HandshakeFragment.TryRead(record, out HandshakeFragment fragment)
            || fragment.MessageSequence > MaxMessageSequence)
        {
            return false;
        }

        _peerMessages = Math.Max(_peerMessages, fragment.MessageSequence);
        bool isNewRecord = header.SequenceNumber > _peerRecords;
        _peerRecords = Math.Max(_peerRecords, header.SequenceNumber);
        return isNewRecord && fragment.MessageSequence <= _peerMessagesAnswered;
    }

    private void RepeatFlight()
    {
        _link.RepeatFlight();
        _flightSentAt = _now;
        _repeatAt = _now + _repeatAfter;
        Settle();
        CatchUp();
    }

    // Catches up with the handshake's thread.
    private void CatchUp()
    {
        if (State != DtlsState.Handshaking)
        {
            return;
        }

        int flights = _link.FlightsSent;
        if (flights != _flightsSeen)
        {
            _flightsSeen = flights;
            _peerMessagesAnswered = _peerMessages;
            _flightSentAt = _now;
            _repeatAfter = FirstRepeat;
            _repeatAt = _now + _repeatAfter;
        }

        if (_link.TryTakeOutcome(out HandshakeOutcome outcome))
        {
            Conclude(outcome);
        }
    }

    private void Conclude(HandshakeOutcome outcome)
    {
        if (outcome.Records is null || outcome.Keys is null)
        {
            Fail(outcome.Failure, outcome.Detail);
            return;
        }

        State = DtlsState.Connected;
        _records = outcome.Records;
        _guard.HandshakeDone(outcome.MinProtectedLength);
        if (_options.Role == DtlsRole.Client)
        {
            // The last flight is the server's: it has nothing in the clear to repeat.
            _guard.FinalFlightConfirmed();
        }

        _events.Enqueue(DtlsEvent.Connected(outcome.Keys));
        while (State == DtlsState.Connected && _link.TryTakeLeftover(out byte[] record))
        {
            Read(record);
        }
    }

    private void Fail(DtlsFailure failure, string detail) => End(DtlsState.Failed, DtlsEvent.Failed(failure, detail));

    private void End(DtlsState state, in DtlsEvent dtlsEvent)
    {
        State = state;
        _events.Enqueue(dtlsEvent);
    }

    private void Settle()
    {
        if (_options.HandshakeInLockstep && _handshake is not null)
        {
            _link.AwaitRest();
        }
    }
}
