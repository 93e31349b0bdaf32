using System.Security.Cryptography;
using RtcVoice.Rtc.Stun;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Ice;

/// <summary>
/// The asking side of ICE towards a lite server: checks its candidates, nominates the first that answers, keeps
/// consent. For tests, the latency harness and the load driver. A lite server asks nothing, so requests are not
/// answered; candidates of our own are not gathered: which socket a datagram leaves by is the owner's matter.
/// </summary>
/// <remarks>
/// After every verb drain <see cref="TryPollTransmit"/> and <see cref="TryPollEvent"/>, then arm a timer for
/// <see cref="NextTimeout"/>. Single owner.
/// </remarks>
internal sealed class IceControllingAgent : IIceAgent
{
    /// <summary>At most one check per Ta over all pairs (RFC 8445 section 14.2).</summary>
    public static readonly TimeSpan Pacing = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The wait before the first retransmission, doubled after each. RFC 8445 section 14.3 asks for 500 ms; browsers
    /// send a check per 48 ms, and one lost datagram must not spoil a measured connection time.
    /// </summary>
    public static readonly TimeSpan FirstRetransmission = TimeSpan.FromMilliseconds(100);

    /// <summary>The wait between retransmissions grows no further.</summary>
    public static readonly TimeSpan LastRetransmission = TimeSpan.FromMilliseconds(1600);

    /// <summary>Rc of RFC 8489 section 6.2.1: a check is sent so often before its pair fails.</summary>
    public const int MaxAttempts = 7;

    /// <summary>Chromium's interval on a stable pair.</summary>
    public static readonly TimeSpan ConsentInterval = TimeSpan.FromMilliseconds(2500);

    /// <summary>Chromium's interval while a pair is weak: the last consent check was not answered yet.</summary>
    public static readonly TimeSpan WeakInterval = TimeSpan.FromMilliseconds(900);

    /// <summary>PRIORITY of our peer-reflexive candidate: type preference 110, one local address, component 1.</summary>
    private const uint PeerReflexivePriority = (110u << 24) | (65535u << 8) | 255u;

    private const int MaxQueuedRequests = 4;

    /// <summary>20 + USERNAME of 520 + PRIORITY 8 + ICE-CONTROLLING 12 + USE-CANDIDATE 4 + integrity 24 + fingerprint 8.</summary>
    private const int MaxRequestLength = 596;

    private readonly StunTransmitQueue _transmits = new(MaxQueuedRequests, MaxRequestLength);
    private readonly Queue<IceEvent> _events = new();
    private readonly List<IceCandidatePair> _pairs = [];
    private readonly RandomNumberGenerator _random;
    private readonly IceLiveness _liveness;
    private readonly ulong _tieBreaker;
    private IceCredentials _local;
    private IceCredentials _remote;
    private IceCandidatePair? _selected;
    private Instant _pacedUntil = Instant.Origin;
    private bool _isConnecting = true;
    private bool _isRestarting;

    /// <summary>Begins with no candidates.</summary>
    /// <param name="local">Our credentials, as the offer says them.</param>
    /// <param name="remote">The server's, as its answer says them.</param>
    /// <param name="random">Transaction ids and the tie-breaker.</param>
    /// <param name="now">The time now.</param>
    public IceControllingAgent(IceCredentials local, IceCredentials remote, RandomNumberGenerator random, Instant now)
    {
        _local = local;
        _remote = remote;
        _random = random;
        _liveness = new IceLiveness(now);
        _tieBreaker = NextTransaction().Low;
    }

    /// <summary>How alive the server is.</summary>
    public IceState State { get; private set; }

    /// <summary>True once the agent has failed or was closed.</summary>
    public bool HasEnded => State is IceState.Failed or IceState.Closed;

    /// <summary>Where media goes: the first pair that answered, then the nominated one; null before.</summary>
    public TransportTuple? SelectedTuple => _selected?.Remote;

    /// <summary>True once the server has answered our nomination of the selected tuple.</summary>
    public bool IsNominated => _selected?.Phase == IceCandidatePairPhase.Selected;

    /// <summary>The round trip of the last answered check; null before. A retransmitted check counts from its first sending.</summary>
    public TimeSpan? RoundTripTime { get; private set; }

    /// <summary>Our address as the server last saw it; null before.</summary>
    public StunAddress? MappedAddress { get; private set; }

    /// <summary>The error that the server last answered; 0 when none.</summary>
    public ushort LastErrorCode { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
    public Instant NextTimeout => Instant.Earlier(_liveness.NextChange(State), NextCheck);

    private Instant NextCheck
    {
        get
        {
            Instant next = Instant.Never;
            foreach (IceCandidatePair pair in _pairs)
            {
                next = Instant.Earlier(next, pair.NextCheck);
            }

            return Instant.Later(next, _pacedUntil);
        }
    }

    /// <summary>Adds a candidate of the server and begins to check it; one that is known already is left alone.</summary>
    public void AddRemoteCandidate(TransportTuple remote, Instant now)
    {
        if (!HasEnded && Find(remote) is null)
        {
            var pair = new IceCandidatePair(remote, now);
            _pairs.Add(pair);
            if (!_isConnecting)
            {
                pair.Rest(IceCandidatePairPhase.Idle);
            }

            HandleTimeout(now);
        }
    }

    /// <summary>
    /// Moves to another tuple, or proves the present one again after our own address has changed: a check with
    /// USE-CANDIDATE goes out at once, and media follows when it is answered.
    /// </summary>
    public void Nominate(TransportTuple remote, Instant now)
    {
        if (HasEnded)
        {
            return;
        }

        if (Find(remote) is not { } pair)
        {
            pair = new IceCandidatePair(remote, now);
            _pairs.Add(pair);
        }

        pair.Begin(IceCandidatePairPhase.Nominating, now);
        CheckAtOnce(pair, now);
    }

    /// <summary>Begins anew with the credentials of a new offer and answer; media stays where it is meanwhile.</summary>
    /// <returns>False when the agent has ended.</returns>
    public bool Restart(IceCredentials local, IceCredentials remote, Instant now)
    {
        if (HasEnded)
        {
            return false;
        }

        _local = local;
        _remote = remote;
        _isConnecting = true;
        _isRestarting = true;
        _liveness.Extend(now);
        foreach (IceCandidatePair pair in _pairs)
        {
            pair.Begin(IceCandidatePairPhase.Checking, now);
        }

        _pacedUntil = now;
        HandleTimeout(now);
        return true;
    }

    /// <summary>Stops all checks.</summary>
    public void Close()
    {
        if (!HasEnded)
        {
            End(IceState.Closed);
        }
    }

    /// <summary>Takes a datagram whose first byte says STUN; true when it answers a check of ours.</summary>
    public bool HandleDatagram(in TransportTuple source, ReadOnlySpan<byte> datagram, Instant now)
    {
        HandleTimeout(now);
        if (HasEnded
            || !StunMessage.TryRead(datagram, out StunMessage message)
            || message.Class is not (StunClass.SuccessResponse or StunClass.ErrorResponse)
            || !message.HasValidFingerprint()
            || Find(source) is not { } pair
            || !message.IsAuthenticatedBy(_remote.Key)
            || !pair.TryTake(message.TransactionId, out Instant sentAt, out IceCandidatePairPhase sentIn))
        {
            return false;
        }

        if (message.Class == StunClass.ErrorResponse)
        {
            LastErrorCode = message.ErrorCode;
            pair.Rest(IceCandidatePairPhase.Failed);
            return true;
        }

        if (message.TryReadMappedAddress(out StunAddress mapped))
        {
            MappedAddress = mapped;
        }

        RoundTripTime = now - sentAt;
        _liveness.OnHeard(now);
        OnAnswered(pair, sentAt, sentIn, now);
        UpdateState(now);
        return true;
    }

    /// <summary>Sends the check that is due, if any.</summary>
    public void HandleTimeout(Instant now)
    {
        UpdateState(now);
        if (HasEnded || now < NextCheck)
        {
            return;
        }

        IceCandidatePair due = _pairs[0];
        foreach (IceCandidatePair pair in _pairs)
        {
            due = pair.NextCheck < due.NextCheck ? pair : due;
        }

        if (due.IsRetransmitting && due.Attempts == MaxAttempts)
        {
            due.Rest(IceCandidatePairPhase.Failed);
            return;
        }

        Send(due, now);
        _pacedUntil = now + Pacing;
    }

    /// <summary>Fetches the next datagram to send; call until false.</summary>
    /// <param name="buffer">At least 596 bytes.</param>
    /// <param name="length">How many were written.</param>
    /// <param name="destination">Where they go.</param>
    public bool TryPollTransmit(Span<byte> buffer, out int length, out TransportTuple destination) =>
        _transmits.TryTake(buffer, out length, out destination);

    /// <summary>Fetches the next event; call until false.</summary>
    public bool TryPollEvent(out IceEvent happened) => _events.TryDequeue(out happened);

    /// <inheritdoc />
    bool IIceAgent.HasConsent => State is IceState.Connected or IceState.Suspect or IceState.Disconnected;

    /// <inheritdoc />
    bool IIceAgent.TryHandle(in TransportTuple source, ReadOnlySpan<byte> datagram, Instant now) => HandleDatagram(source, datagram, now);

    /// <summary>A client knows the server's addresses from its answer, and speaks DTLS and SRTP with no others.</summary>
    bool IIceAgent.IsValidated(in TransportTuple tuple) => Find(tuple) is not null;

    /// <summary>The controlling side chooses the path itself.</summary>
    void IIceAgent.OnHandshake(in TransportTuple source)
    {
    }

    /// <summary>The agent's own checks say that the server lives.</summary>
    void IIceAgent.OnMediaAuthenticated(Instant now)
    {
    }

    /// <summary>A connection of ours that has ended: its pair fails by itself when its checks go unanswered.</summary>
    void IIceAgent.RemoveTuple(in TransportTuple tuple, Instant now)
    {
    }

    private void OnAnswered(IceCandidatePair pair, Instant sentAt, IceCandidatePairPhase sentIn, Instant now)
    {
        switch (pair.Phase)
        {
            case IceCandidatePairPhase.Checking when _isConnecting:
                _isConnecting = false;
                foreach (IceCandidatePair other in _pairs)
                {
                    other.Rest(IceCandidatePairPhase.Idle);
                }

                Select(pair);
                pair.Begin(IceCandidatePairPhase.Nominating, now);
                CheckAtOnce(pair, now);
                break;
            case IceCandidatePairPhase.Nominating when sentIn == IceCandidatePairPhase.Nominating:
                _isConnecting = false;
                foreach (IceCandidatePair other in _pairs)
                {
                    other.Rest(IceCandidatePairPhase.Idle);
                }

                Select(pair);
                pair.Begin(IceCandidatePairPhase.Selected, now);
                pair.Schedule(now + ConsentInterval);
                if (_isRestarting)
                {
                    _isRestarting = false;
                    Raise(IceEventKind.RestartCompleted);
                }

                break;
            case IceCandidatePairPhase.Selected:
                pair.Schedule(Instant.Later(now, sentAt + ConsentInterval));
                break;
        }
    }

    private void Send(IceCandidatePair pair, Instant now)
    {
        bool isAgain = pair.IsRetransmitting && pair.Attempts > 0;
        StunTransactionId transaction = isAgain ? pair.Transaction : NextTransaction();
        if (!_transmits.IsFull)
        {
            StunWriter request = _transmits.Begin(StunClass.Request, transaction);
            request.WriteUsername(_remote.UfragBytes, _local.UfragBytes);
            request.WritePriority(PeerReflexivePriority);
            request.WriteIceControlling(_tieBreaker);
            if (pair.Phase != IceCandidatePairPhase.Checking)
            {
                request.WriteUseCandidate();
            }

            _transmits.Commit(request.Complete(_remote.Key), pair.Remote);
        }

        if (isAgain)
        {
            pair.OnSentAgain(now + RetransmissionAfter(pair.Attempts + 1));
        }
        else
        {
            pair.OnSent(transaction, now, now + (pair.IsRetransmitting ? FirstRetransmission : WeakInterval));
        }
    }

    private static TimeSpan RetransmissionAfter(int attempts)
    {
        TimeSpan wait = FirstRetransmission * (1 << (attempts - 1));
        return wait < LastRetransmission ? wait : LastRetransmission;
    }

    /// <summary>A nomination does not wait for its turn in the pacing: it is what media waits for.</summary>
    private void CheckAtOnce(IceCandidatePair pair, Instant now)
    {
        Send(pair, now);
        _pacedUntil = now + Pacing;
    }

    private void Select(IceCandidatePair pair)
    {
        if (_selected != pair)
        {
            _selected = pair;
            Raise(IceEventKind.SelectedTupleChanged, pair.Remote);
        }
    }

    private IceCandidatePair? Find(in TransportTuple remote)
    {
        foreach (IceCandidatePair pair in _pairs)
        {
            if (pair.Remote == remote)
            {
                return pair;
            }
        }

        return null;
    }

    private StunTransactionId NextTransaction()
    {
        Span<byte> bytes = stackalloc byte[StunTransactionId.Length];
        _random.GetBytes(bytes);
        return StunTransactionId.Read(bytes);
    }

    private void UpdateState(Instant now)
    {
        if (HasEnded)
        {
            return;
        }

        IceState state = _liveness.StateAt(now);
        if (state == IceState.Failed)
        {
            End(state);
        }
        else if (state != State)
        {
            State = state;
            Raise(IceEventKind.StateChanged);
        }
    }

    private void End(IceState state)
    {
        State = state;
        _pairs.Clear();
        if (_selected is not null)
        {
            _selected = null;
            Raise(IceEventKind.SelectedTupleChanged);
        }

        Raise(IceEventKind.StateChanged);
    }

    private void Raise(IceEventKind kind, TransportTuple? tuple = null) => _events.Enqueue(new IceEvent(kind, State, tuple));
}
