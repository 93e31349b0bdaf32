using RtcVoice.Rtc.Stun;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Ice;

/// <summary>
/// The answering side of ICE (RFC 8445 section 2.5): learns the peer's addresses from the checks it sends, answers
/// those that know our password, and follows the peer's nominations. Silent to everything else, so that nobody
/// can make it send to an address that has not proved itself.
/// It sends no checks, gathers nothing, needs no remote candidate, and does not decide when to restart.
/// </summary>
/// <remarks>
/// After every verb drain <see cref="TryPollTransmit"/> and <see cref="TryPollEvent"/>, then arm a timer for
/// <see cref="NextTimeout"/>. Single owner.
/// </remarks>
internal sealed class IceLiteAgent : IIceAgent
{
    /// <summary>
    /// Requests per second, over all tuples that we do not know, that may fail to verify or be answered with an error.
    /// A flood from spoofed addresses costs at most so many hashes, and never the known tuples their answers.
    /// </summary>
    public const int MaxStrangersPerSecond = 100;

    /// <summary>Answers that may wait: the owner fetches after each datagram, so one would do.</summary>
    private const int MaxQueuedResponses = 4;

    /// <summary>A 420 that names eight attributes: 20 + 8 + 20 + 24 + 8 bytes; a success over IPv6 takes 76.</summary>
    private const int MaxResponseLength = 80;

    private readonly StunTransmitQueue _transmits = new(MaxQueuedResponses, MaxResponseLength);
    private readonly Queue<IceEvent> _events = new(16);
    private readonly IceTupleTable _tuples = new();
    private readonly IceNomination _nomination = new();
    private readonly IceLiveness _liveness;
    private readonly long[] _verdicts = new long[Enum.GetValues<IceVerdict>().Length];
    private IceLocalSession _current;
    private IceLocalSession? _previous;
    private RateWindow _strangers;

    /// <summary>Begins a session that expires unless the peer is heard within <see cref="IceLiveness.FailedAfter"/>.</summary>
    /// <param name="local">Our credentials, as the answer says them.</param>
    /// <param name="remoteUfrag">The offer's ufrag; null accepts any.</param>
    /// <param name="now">The time now.</param>
    public IceLiteAgent(IceCredentials local, string? remoteUfrag, Instant now)
    {
        _current = new IceLocalSession(local, remoteUfrag);
        _liveness = new IceLiveness(now);
    }

    /// <summary>How alive the peer is.</summary>
    public IceState State { get; private set; }

    /// <summary>True once the agent has failed or was closed; it then answers nothing.</summary>
    public bool HasEnded => State is IceState.Failed or IceState.Closed;

    /// <summary>Where media goes; null when there is no path. Send only while <see cref="HasConsent"/>.</summary>
    public TransportTuple? SelectedTuple => _nomination.Selected?.Remote;

    /// <summary>True while the peer agrees to receive on the selected tuple (RFC 7675).</summary>
    public bool HasConsent { get; private set; }

    /// <summary>The credentials of the last answer.</summary>
    public IceCredentials LocalCredentials => _current.Credentials;

    /// <summary>The credentials before a restart, as long as they are still good; otherwise null.</summary>
    public IceCredentials? PreviousCredentials => _previous?.Credentials;

    /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
    public Instant NextTimeout => HasConsent
        ? Instant.Earlier(_liveness.NextChange(State), _nomination.Selected!.ConsentEnd)
        : _liveness.NextChange(State);

    /// <summary>How many datagrams met this verdict.</summary>
    public long Count(IceVerdict verdict) => _verdicts[(int)verdict];

    /// <summary>True when this tuple has sent an authenticated request: the gate before DTLS.</summary>
    public bool IsValidated(in TransportTuple tuple) => _tuples.Find(tuple) is not null;

    /// <summary>Takes a datagram whose first byte says STUN (0..3).</summary>
    public IceVerdict HandleDatagram(in TransportTuple source, ReadOnlySpan<byte> datagram, Instant now)
    {
        HandleTimeout(now);
        IceVerdict verdict = HasEnded ? IceVerdict.Ended : Judge(source, datagram, now);
        _verdicts[(int)verdict]++;
        return verdict;
    }

    /// <summary>An SRTP, SRTCP or DTLS packet of the peer has verified: the peer lives. It does not extend consent to send.</summary>
    public void OnMediaAuthenticated(Instant now)
    {
        HandleTimeout(now);
        if (!HasEnded && _liveness.WasHeard)
        {
            _liveness.OnHeard(now);
            UpdateState(now);
        }
    }

    /// <summary>
    /// Takes the credentials of a new answer. The present ones stay good, and media stays on its tuple, until the
    /// first request with the new ones. Of two restarts in a row the first is forgotten: its ufrag retires at once.
    /// </summary>
    /// <returns>False when the agent has ended; a new session is needed then.</returns>
    public bool Restart(IceCredentials local, string? remoteUfrag, Instant now)
    {
        HandleTimeout(now);
        if (HasEnded)
        {
            return false;
        }

        if (_previous is null)
        {
            _previous = _current;
        }
        else
        {
            Raise(IceEventKind.UfragRetired, ufrag: _current.Credentials.Ufrag);
        }

        _current = new IceLocalSession(local, remoteUfrag);
        _liveness.Extend(now);
        return true;
    }

    /// <summary>The TCP connection that is this tuple has closed.</summary>
    public void RemoveTuple(in TransportTuple tuple, Instant now)
    {
        HandleTimeout(now);
        if (HasEnded || _tuples.Find(tuple) is not { } removed)
        {
            return;
        }

        _tuples.Remove(removed);
        Raise(IceEventKind.TupleRemoved, removed.Remote);
        if (removed == _nomination.Selected)
        {
            Fall(_tuples.LastHeard());
            UpdateConsent(now);
        }

        UpdateState(now);
    }

    /// <summary>Ends the session from our side.</summary>
    public void Close()
    {
        if (!HasEnded)
        {
            End(IceState.Closed);
        }
    }

    /// <summary>Lets the time pass.</summary>
    public void HandleTimeout(Instant now)
    {
        if (now >= NextTimeout)
        {
            UpdateConsent(now);
            UpdateState(now);
        }
    }

    /// <summary>Fetches the next datagram to send; call until false.</summary>
    /// <param name="buffer">At least 80 bytes.</param>
    /// <param name="length">How many were written.</param>
    /// <param name="destination">Where they go, from the local address that was asked.</param>
    public bool TryPollTransmit(Span<byte> buffer, out int length, out TransportTuple destination) =>
        _transmits.TryTake(buffer, out length, out destination);

    /// <summary>Fetches the next event; call until false.</summary>
    public bool TryPollEvent(out IceEvent happened) => _events.TryDequeue(out happened);

    /// <summary>
    /// Says that the peer handshakes (DTLS) from a tuple: until it nominates one, that is where it waits for the answer.
    /// Chromium checks several pairs at once and begins on the first that answers, which need not be the first we heard.
    /// </summary>
    public void OnHandshake(in TransportTuple source)
    {
        if (!HasEnded && !_nomination.IsNominated && _tuples.Find(source) is { } tuple && tuple != _nomination.Selected)
        {
            Fall(tuple);
        }
    }

    bool IIceAgent.TryHandle(in TransportTuple source, ReadOnlySpan<byte> datagram, Instant now) =>
        HandleDatagram(source, datagram, now) is IceVerdict.Answered or IceVerdict.AnsweredRoleConflict or IceVerdict.AnsweredUnknownAttribute;

    private IceVerdict Judge(in TransportTuple source, ReadOnlySpan<byte> datagram, Instant now)
    {
        if (!StunMessage.TryRead(datagram, out StunMessage message))
        {
            return IceVerdict.Malformed;
        }

        if (message.Class != StunClass.Request || message.Method != StunMessage.BindingMethod)
        {
            return IceVerdict.NotBindingRequest;
        }

        if (!message.HasValidFingerprint())
        {
            return IceVerdict.BadFingerprint;
        }

        if (!message.HasIntegrity || message.Username.IsEmpty)
        {
            return IceVerdict.NoCredentials;
        }

        IceLocalSession? session = _current.IsNamedBy(message.Username) ? _current
            : _previous is not null && _previous.IsNamedBy(message.Username) ? _previous
            : null;
        if (session is null)
        {
            return IceVerdict.UnknownUsername;
        }

        // The limits come before the hash. A known tuple is charged for authenticated requests only, so that
        // forgeries from its address cannot starve it of consent.
        IceTuple? tuple = _tuples.Find(source);
        if (tuple is not null ? !tuple.MayAsk(now) : !_strangers.Allows(MaxStrangersPerSecond, now))
        {
            return tuple is not null ? IceVerdict.RateLimited : IceVerdict.StrangersLimited;
        }

        if (_transmits.IsFull)
        {
            return IceVerdict.TransmitQueueFull;
        }

        return message.IsAuthenticatedBy(session.Credentials.Key)
            ? Answer(in message, session, tuple, source, now)
            : Charge(tuple: null, IceVerdict.BadIntegrity, isStranger: tuple is null, now);
    }

    private IceVerdict Answer(
        in StunMessage message, IceLocalSession session, IceTuple? tuple, in TransportTuple source, Instant now)
    {
        if (!message.UnknownAttributes.IsEmpty)
        {
            StunWriter response = _transmits.Begin(StunClass.ErrorResponse, message.TransactionId);
            response.WriteErrorCode(StunErrorCode.UnknownAttribute);
            response.WriteUnknownAttributes(message.UnknownAttributes);
            _transmits.Commit(response.Complete(session.Credentials.Key), source);
            return Charge(tuple, IceVerdict.AnsweredUnknownAttribute, isStranger: tuple is null, now);
        }

        if (message.Priority is not { } priority)
        {
            return Charge(tuple, IceVerdict.NoPriority, isStranger: tuple is null, now);
        }

        if (message.IceControlled is not null)
        {
            // A lite agent is always the controlled one, whatever the tie-breakers say (RFC 8445 section 6.1.1).
            StunWriter response = _transmits.Begin(StunClass.ErrorResponse, message.TransactionId);
            response.WriteErrorCode(StunErrorCode.RoleConflict);
            _transmits.Commit(response.Complete(session.Credentials.Key), source);
            return Charge(tuple, IceVerdict.AnsweredRoleConflict, isStranger: tuple is null, now);
        }

        StunWriter success = _transmits.Begin(StunClass.SuccessResponse, message.TransactionId);
        success.WriteXorMappedAddress(new StunAddress(source.Address, source.Port));
        _transmits.Commit(success.Complete(session.Credentials.Key), source);

        if (session == _current && _previous is not null)
        {
            CompleteRestart(_previous);
        }

        bool isNominated = message.UseCandidate || message.Nomination is not null;
        Accept(tuple ?? Add(source, now), priority, isNominated, message.Nomination, now);
        return IceVerdict.Answered;
    }

    private void Accept(IceTuple tuple, uint priority, bool isNominated, uint? nomination, Instant now)
    {
        tuple.CountRequest(now);
        tuple.LastHeard = now;
        tuple.Priority = priority;
        _liveness.OnHeard(now);
        if (isNominated && _nomination.OnNominated(tuple, nomination, now))
        {
            Raise(IceEventKind.SelectedTupleChanged, tuple.Remote);
        }
        else if (_nomination.Selected is null || (State == IceState.Disconnected && _nomination.Selected != tuple))
        {
            // The path was given up; the first sign of life shows the new one, a round trip before its nomination.
            Fall(tuple);
        }

        UpdateConsent(now);
        UpdateState(now);
    }

    private IceTuple Add(in TransportTuple source, Instant now)
    {
        var added = new IceTuple(source) { LastHeard = now };
        if (_tuples.Add(added, _nomination.Selected) is { } evicted)
        {
            Raise(IceEventKind.TupleRemoved, evicted.Remote);
        }

        Raise(IceEventKind.TupleAdded, source);
        return added;
    }

    private void CompleteRestart(IceLocalSession replaced)
    {
        _previous = null;
        _nomination.Restart();
        Raise(IceEventKind.RestartCompleted);
        Raise(IceEventKind.UfragRetired, ufrag: replaced.Credentials.Ufrag);
    }

    private IceVerdict Charge(IceTuple? tuple, IceVerdict verdict, bool isStranger, Instant now)
    {
        tuple?.CountRequest(now);
        if (isStranger)
        {
            _strangers.Count(now);
        }

        return verdict;
    }

    private void Fall(IceTuple? tuple)
    {
        _nomination.Fall(tuple);
        Raise(IceEventKind.SelectedTupleChanged, tuple?.Remote);
    }

    /// <summary>Consent belongs to a tuple: when the selected one's has run out, another's may still hold.</summary>
    private void UpdateConsent(Instant now)
    {
        if (_nomination.Selected is { } selected && now >= selected.ConsentEnd
            && _tuples.LastHeard() is { } other && now < other.ConsentEnd)
        {
            Fall(other);
        }

        bool hasConsent = _nomination.Selected is { } path && now < path.ConsentEnd;
        if (hasConsent != HasConsent)
        {
            HasConsent = hasConsent;
            Raise(hasConsent ? IceEventKind.ConsentGranted : IceEventKind.ConsentLost);
        }
    }

    private void UpdateState(Instant now)
    {
        IceState state = _liveness.StateAt(now);
        if (state is IceState.Connected or IceState.Suspect && _tuples.Count == 0)
        {
            state = IceState.Disconnected;
        }

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

    /// <summary>Gives back all that others hold for this session, then says why.</summary>
    private void End(IceState state)
    {
        State = state;
        if (HasConsent)
        {
            HasConsent = false;
            Raise(IceEventKind.ConsentLost);
        }

        if (_nomination.Selected is not null)
        {
            Fall(null);
        }

        while (_tuples.Count > 0)
        {
            IceTuple tuple = _tuples[0];
            _tuples.Remove(tuple);
            Raise(IceEventKind.TupleRemoved, tuple.Remote);
        }

        if (_previous is not null)
        {
            Raise(IceEventKind.UfragRetired, ufrag: _previous.Credentials.Ufrag);
            _previous = null;
        }

        Raise(IceEventKind.UfragRetired, ufrag: _current.Credentials.Ufrag);
        Raise(IceEventKind.StateChanged);
    }

    private void Raise(IceEventKind kind, TransportTuple? tuple = null, string? ufrag = null) =>
        _events.Enqueue(new IceEvent(kind, State, tuple, ufrag));
}
