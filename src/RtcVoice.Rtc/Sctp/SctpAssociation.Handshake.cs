using RtcVoice.Rtc.Sctp.Wire;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Sctp;

// The four-way handshake, its collisions and restarts: RFC 9260 section 5.
internal sealed partial class SctpAssociation
{
    /// <summary>The first repetition of INIT and COOKIE ECHO (T1); libwebrtc's figure.</summary>
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(1);

    private byte[] _handshakeChunk = [];
    private int _handshakeExpiries;

    private PeerParameters Ours => new(
        _localTag,
        (uint)_options.ReceiveWindowBytes,
        _options.MaxStreams,
        _options.MaxStreams,
        _localInitialTsn,
        HasForwardTsn: true,
        HasReConfig: true);

    /// <summary>Opens the association from this side. Browsers do; for tests, harnesses and load we do.</summary>
    public void Connect(Instant now)
    {
        BeginMutation(now);
        if (State != SctpState.Listening)
        {
            throw new InvalidOperationException("The association was opened before.");
        }

        _localTag = RandomTag();
        _localInitialTsn = new Tsn(RandomUInt32());
        SendInit();
    }

    private void SendInit()
    {
        State = SctpState.CookieWait;
        _peer = default;
        _handshakeExpiries = 0;
        _handshakeChunk = InitChunk.Create(ChunkType.Init, Ours, [], []);
        Enqueue(0, _handshakeChunk, isAlone: true);
        _timers.Set(SctpTimer.Handshake, _now + HandshakeTimeout);
    }

    private void RepeatHandshake()
    {
        // Without end: the ICE session ends first if the peer is gone.
        _handshakeExpiries = Math.Min(_handshakeExpiries + 1, 2);
        Enqueue(State == SctpState.CookieWait ? 0 : _peer.Tag, _handshakeChunk, isAlone: State == SctpState.CookieWait);
        _timers.Set(SctpTimer.Handshake, _now + (HandshakeTimeout * (1 << _handshakeExpiries)));
    }

    private void HandleInit(in Chunk chunk)
    {
        if (!InitChunk.TryRead(chunk, out InitChunk init) || init.Parameters.Tag == 0)
        {
            return;
        }

        PeerParameters peer = init.Parameters;
        if (peer.OutboundStreams == 0 || peer.InboundStreams == 0)
        {
            Enqueue(peer.Tag, ErrorChunk.Create(ChunkType.Abort, ErrorCause.InvalidMandatoryParameter, []), isAlone: true);
            return;
        }

        if (State == SctpState.ShutdownAckSent)
        {
            // Section 9.2: the peer has not heard that it is over.
            RepeatShutdown();
            return;
        }

        // While we open ourselves both INITs belong to one association, which keeps our tag and TSN (section 5.2.1). Else
        // this is a new one; if another lives, its tags go into the cookie to prove that the peer knew it (section 5.2.2).
        bool isCollision = State is SctpState.CookieWait or SctpState.CookieEchoed;
        bool hasAssociation = State != SctpState.Listening && !isCollision;
        var cookie = new StateCookie(
            _now,
            isCollision ? _localTag : RandomTag(),
            isCollision ? _localInitialTsn : new Tsn(RandomUInt32()),
            peer,
            hasAssociation ? _localTag : 0,
            hasAssociation ? _peer.Tag : 0);
        Span<byte> sealedCookie = stackalloc byte[StateCookie.Length];
        cookie.Seal(sealedCookie, _secret);
        PeerParameters ours = Ours with { Tag = cookie.LocalTag, InitialTsn = cookie.LocalInitialTsn };
        ReadOnlySpan<byte> report = init.Unrecognized.Length <= ErrorChunk.MaxInformationLength ? init.Unrecognized : [];
        Enqueue(peer.Tag, InitChunk.Create(ChunkType.InitAck, ours, sealedCookie, report), isAlone: true);
    }

    private void HandleInitAck(in Chunk chunk)
    {
        if (State != SctpState.CookieWait || !InitChunk.TryRead(chunk, out InitChunk ack))
        {
            return;
        }

        PeerParameters peer = ack.Parameters;
        bool isUsable = peer.Tag != 0 && peer.OutboundStreams > 0 && peer.InboundStreams > 0;
        int maxCookie = (_options.MaxPacketSize & ~3) - SctpCommonHeader.Length - Chunk.HeaderLength;
        if (!isUsable || ack.Cookie.IsEmpty || ack.Cookie.Length > maxCookie)
        {
            _peer = peer;
            ErrorCause cause = isUsable ? ErrorCause.MissingMandatoryParameter : ErrorCause.InvalidMandatoryParameter;
            AbortWith(cause, SctpCloseReason.ProtocolViolation);
            return;
        }

        Adopt(peer);
        State = SctpState.CookieEchoed;
        _handshakeExpiries = 0;
        _handshakeChunk = Chunk.Create(ChunkType.CookieEcho, 0, ack.Cookie);
        Enqueue(_handshakeChunk);
        _timers.Set(SctpTimer.Handshake, _now + HandshakeTimeout);
    }

    /// <summary>True when the chunks behind the cookie belong to the association and may be read.</summary>
    private bool TryHandleCookieEcho(uint verificationTag, in Chunk chunk)
    {
        if (!StateCookie.TryOpen(chunk.Value, _secret, out StateCookie cookie) || verificationTag != cookie.LocalTag)
        {
            return false;
        }

        bool isLocalTag = cookie.LocalTag == _localTag;
        bool isPeerTag = cookie.Peer.Tag == _peer.Tag;
        bool isRestart = State > SctpState.CookieEchoed && !isLocalTag && !isPeerTag
            && cookie.LocalTieTag == _localTag && cookie.PeerTieTag == _peer.Tag;
        bool isOpening = State is SctpState.CookieWait or SctpState.CookieEchoed;
        if (isLocalTag && isPeerTag && State > SctpState.CookieEchoed)
        {
            // Section 5.2.4 D: our COOKIE ACK was lost, however old the cookie is by now.
            Enqueue(Chunk.Create(ChunkType.CookieAck, 0, []));
            return true;
        }

        if (!(State == SctpState.Listening || isRestart || (isOpening && isLocalTag)))
        {
            return false;
        }

        TimeSpan lateness = _now - cookie.CreatedAt - StateCookie.Life;
        if (lateness > TimeSpan.Zero)
        {
            Enqueue(cookie.Peer.Tag, ErrorChunk.CreateStaleCookie(lateness), isAlone: true);
            return false;
        }

        if (isRestart)
        {
            if (State == SctpState.ShutdownAckSent)
            {
                RepeatShutdown();
                Enqueue(ErrorChunk.Create(ChunkType.Error, ErrorCause.CookieReceivedWhileShuttingDown, []));
                return false;
            }

            Restart();
        }

        _localTag = cookie.LocalTag;
        _localInitialTsn = cookie.LocalInitialTsn;
        Adopt(cookie.Peer);
        _controls.Clear();
        Enqueue(Chunk.Create(ChunkType.CookieAck, 0, []));
        Establish();
        return true;
    }

    private void HandleCookieAck()
    {
        if (State == SctpState.CookieEchoed)
        {
            Establish();
        }
    }

    private void HandleError(in Chunk chunk)
    {
        if (State == SctpState.CookieEchoed && ErrorChunk.FirstCause(chunk) == ErrorCause.StaleCookie)
        {
            SendInit();
        }
    }

    /// <summary>Section 5.2.4.1: the peer began anew, so nothing of before can still be delivered.</summary>
    private void Restart()
    {
        _timers.StopAll();
        _retransmission?.Release();
        _retransmission = null;
        _sendQueue.Clear();
        _reassembly.Clear();
        _isSackDue = false;
        _packetsSinceSack = 0;
        _events.Enqueue(new SctpEvent { Kind = SctpEventKind.Restarted });
    }

    private void Adopt(in PeerParameters peer)
    {
        _peer = peer;
        OutboundStreams = Math.Min(_options.MaxStreams, peer.InboundStreams);
        _tracker = new DataTracker(peer.InitialTsn);
        _advertisedWindow = (uint)_options.ReceiveWindowBytes;
        _retransmission ??= new RetransmissionQueue(_sendQueue, _timeout, _timers, _localInitialTsn, peer, _options.MaxPacketSize);
        _resets = new StreamResetHandler(_sendQueue, _timeout, _timers, _events, _localInitialTsn, peer);
    }

    private void Establish()
    {
        State = SctpState.Established;
        _handshakeChunk = [];
        _timers.Stop(SctpTimer.Handshake);
        _timers.Set(SctpTimer.Heartbeat, _now + _options.HeartbeatInterval);
        _events.Enqueue(new SctpEvent { Kind = SctpEventKind.Up });
    }
}
