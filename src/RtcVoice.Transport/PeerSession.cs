using System.Runtime.CompilerServices;
using RtcVoice.Conversation.Peer;
using RtcVoice.Pacing;
using RtcVoice.Rtc;
using RtcVoice.Timing;
using RtcVoice.Transport.IceTcp;

namespace RtcVoice.Transport;

/// <summary>
/// One peer in the loop: carries datagrams between the sans-IO <see cref="RtcPeer"/> and the sockets, and what the
/// peer says to the call above. Everything but <see cref="IVoicePeer"/>'s members runs on the loop's thread.
/// </summary>
internal sealed class PeerSession : IVoicePeer
{
    /// <summary>A call needs 50 packets of media a second and a few of control; a flood gets no more than this.</summary>
    private const int MaxPacketsPerSecond = 300;

    private readonly RtcPeer _peer;
    private readonly MediaLoop _loop;
    private readonly TimeProvider _clock;
    private readonly RtpSink _sink = new();
    private readonly TokenBucket _budget = new(MaxPacketsPerSecond);
    private readonly Dictionary<TransportTuple, DatagramPath> _paths = [];
    private readonly LatestReport _report = new();
    private readonly Action _released;
    private readonly Instant _created;
    private IVoicePeerObserver _observer = SilentObserver.Instance;
    private string? _remoteAddress;
    private long _connectTicks = -1;
    private long _overBudget;
    private bool _observerKnowsClosed;
    private bool _isReleased;

    /// <summary>Makes the session of a peer.</summary>
    /// <param name="id">A name for logs.</param>
    /// <param name="peer">The peer; the session's from now on.</param>
    /// <param name="loop">The loop that will own it.</param>
    /// <param name="clock">The loop's clock.</param>
    /// <param name="released">Called once, when the loop has let go of the peer.</param>
    public PeerSession(string id, RtcPeer peer, MediaLoop loop, TimeProvider clock, Action released)
    {
        _released = released;
        Id = id;
        _peer = peer;
        _loop = loop;
        _clock = clock;
        _created = clock.GetInstant();
    }

    /// <summary>A name for logs.</summary>
    public string Id { get; }

    /// <inheritdoc />
    public IPacedSink Sink => _sink;

    /// <inheritdoc />
    public uint FirstTimestamp => _sink.Sender?.FirstTimestamp ?? 0;

    /// <summary>Ufrags by which a STUN check names this peer.</summary>
    public IEnumerable<string> Ufrags => _peer.Ufrags;

    /// <summary>Tuples that this peer has authenticated.</summary>
    public IEnumerable<TransportTuple> Tuples => _peer.Tuples;

    /// <summary>Grows whenever <see cref="Ufrags"/> or <see cref="Tuples"/> change.</summary>
    public int RoutesVersion { get; private set; } = 1;

    /// <summary>The version that the table holds; the table's own mark.</summary>
    public int RoutesInTable { get; set; }

    /// <summary>The ufrags that the table holds; the table's own mark.</summary>
    public List<string> UfragsInTable { get; } = [];

    /// <summary>The tuples that the table holds; the table's own mark.</summary>
    public List<TransportTuple> TuplesInTable { get; } = [];

    /// <summary>
    /// When <see cref="HandleTimeout"/> is due, as of the last <see cref="Drain"/>: the loop looks at every peer each few
    /// milliseconds, and asking all their machines took a fifth of a core at 700 calls.
    /// </summary>
    public Instant NextTimeout { get; private set; } = Instant.Origin;

    /// <summary>True once the peer is over and its observer told.</summary>
    public bool IsClosed { get; private set; }

    /// <inheritdoc />
    public VoicePeerStatistics Statistics => new()
    {
        State = _peer.State.ToString().ToLowerInvariant(),
        RemoteAddress = Volatile.Read(ref _remoteAddress),
        SrtpProfile = _peer.SrtpProfileName,
        TimeToConnect = Volatile.Read(ref _connectTicks) is >= 0 and long ticks ? TimeSpan.FromTicks(ticks) : null,
        PacketsReceived = _peer.FramesReceived,
        PacketsSent = _sink.Sender?.PacketsSent ?? 0,
        DatagramsDropped = _peer.DatagramsDropped + Volatile.Read(ref _overBudget),
        LastReport = _report.Read(),
    };

    /// <inheritdoc />
    public void Observe(IVoicePeerObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        _observer = observer;
    }

    /// <inheritdoc />
    public void Send(int channel, ReadOnlyMemory<byte> payload, bool isText) => _loop.Post(() =>
    {
        if (!IsClosed)
        {
            Instant now = _clock.GetInstant();
            _peer.Send(channel, payload.Span, isText, now);
            _loop.Pump(this, now);
        }
    });

    /// <inheritdoc />
    public void Close() => _loop.Post(() => CloseNow(_clock.GetInstant()));

    /// <summary>Closes the peer, on the loop's thread.</summary>
    public void CloseNow(Instant now)
    {
        if (!IsClosed)
        {
            _peer.Close(now);
            _loop.Pump(this, now);
        }
    }

    /// <summary>Answers a further offer of the same browser: a re-negotiation or an ICE restart.</summary>
    public Task<NegotiationResult> RenegotiateAsync(string offer) => _loop.InvokeAsync(() =>
    {
        Instant now = _clock.GetInstant();
        NegotiationResult result = _peer.Answer(offer, now);
        if (IsClosed)
        {
            return result;
        }

        RoutesVersion++;
        _loop.Pump(this, now);
        return result;
    });

    /// <summary>Hands the peer one datagram; its bytes are decrypted in place.</summary>
    public void Receive(in TransportTuple tuple, Memory<byte> datagram, Instant now)
    {
        if (!_budget.TryTake(now))
        {
            _overBudget++;
            return;
        }

        _peer.HandleDatagram(tuple, datagram, now);
    }

    /// <summary>Lets the peer do what was due.</summary>
    public void HandleTimeout(Instant now) => _peer.HandleTimeout(now);

    /// <summary>Lets the peer answer over the TCP connection that a datagram of its came by.</summary>
    public void UseConnection(TcpConnection connection) => _paths[connection.Tuple] = connection;

    /// <summary>
    /// Keeps the connection if the peer has authenticated it: it may stay open then. Else it is forgotten, so that who
    /// only knows the ufrag cannot pile up connections here.
    /// </summary>
    public void SettleConnection(TcpConnection connection, TcpPort port)
    {
        if (IsClosed)
        {
            return;
        }

        if (_peer.IsAuthenticated(connection.Tuple))
        {
            port.Claim(connection);
        }
        else
        {
            _paths.Remove(connection.Tuple);
        }
    }

    /// <summary>Forgets a TCP connection that has ended.</summary>
    public void DropConnection(TcpConnection connection, Instant now)
    {
        // The browser may have opened another one from the same port meanwhile.
        if (_paths.TryGetValue(connection.Tuple, out DatagramPath? path) && path == connection)
        {
            _paths.Remove(connection.Tuple);
            _peer.RemoveTuple(connection.Tuple, now);
        }
    }

    /// <summary>Passes on everything that the peer has to tell and to send.</summary>
    [SkipLocalsInit]
    public void Drain(Instant now)
    {
        Span<byte> datagram = stackalloc byte[RtcPeer.MaxDatagramOut];
        while (_peer.TryPollEvent(out PeerEvent e))
        {
            Tell(e, now);
        }

        while (_peer.TryPollTransmit(datagram, out int length, out TransportTuple destination))
        {
            PathTo(destination)?.Send(datagram[..length]);
        }

        NextTimeout = _peer.NextTimeout;
    }

    /// <summary>Ends a peer that has thrown: its observer is told, nothing more is sent.</summary>
    public void Abandon() => Finish(PeerCloseReason.ClosedHere);

    /// <summary>Releases everything but what the sink uses; the loop's thread, once the peer is closed.</summary>
    public void Release(TcpPort port)
    {
        if (_isReleased)
        {
            return;
        }

        _isReleased = true;
        _peer.Dispose();
        foreach (TcpConnection connection in _paths.Values.OfType<TcpConnection>())
        {
            port.Release(connection);
        }

        _paths.Clear();
        _released();
    }

    /// <inheritdoc />
    public void Dispose() => _sink.Sender?.Dispose();

    private void Tell(in PeerEvent e, Instant now)
    {
        switch (e.Kind)
        {
            case PeerEventKind.RoutesChanged:
                RoutesVersion++;
                ForgetStalePaths();
                break;
            case PeerEventKind.PathChanged:
                UsePath(_peer.SelectedTuple);
                break;
            case PeerEventKind.Connected:
                _connectTicks = (now - _created).Ticks;
                _sink.Sender = _peer.Sender;
                _observer.OnConnected();
                break;
            case PeerEventKind.Frame:
                _observer.OnFrame(new ReceivedFrame(e.Sequence, e.Timestamp, now, e.Payload.Span));
                break;
            case PeerEventKind.ReceptionReport:
                var report = new ReceptionReport(e.Report.LossFraction, e.Report.CumulativeLost, e.Report.Jitter, e.Report.RoundTripTime);
                _report.Write(report);
                _observer.OnReceptionReport(report);
                break;
            case PeerEventKind.ChannelOpened:
                _observer.OnChannelOpened(e.Channel, e.Label ?? "");
                break;
            case PeerEventKind.Message:
                _observer.OnMessage(e.Channel, e.Payload.Span, e.IsText);
                break;
            case PeerEventKind.ChannelClosed:
                _observer.OnChannelClosed(e.Channel);
                break;
            case PeerEventKind.Closed:
                Finish(Translate(e.CloseReason));
                break;
            default:
                throw new InvalidOperationException($"A peer told of {e.Kind}, which nobody here knows.");
        }
    }

    private void Finish(PeerCloseReason reason)
    {
        IsClosed = true;
        _sink.Path = null;
        if (!_observerKnowsClosed)
        {
            _observerKnowsClosed = true;
            _observer.OnClosed(reason);
        }
    }

    private static PeerCloseReason Translate(CloseReason reason) => reason switch
    {
        CloseReason.ClosedByPeer => PeerCloseReason.ClosedByPeer,
        CloseReason.NeverConnected => PeerCloseReason.NeverConnected,
        CloseReason.HandshakeFailed => PeerCloseReason.HandshakeFailed,
        CloseReason.TimedOut => PeerCloseReason.TimedOut,
        _ => PeerCloseReason.ClosedHere,
    };

    private void UsePath(TransportTuple? selected)
    {
        _sink.Path = selected is { } tuple ? PathTo(tuple) : null;
        Volatile.Write(ref _remoteAddress, selected?.ToString());
    }

    /// <summary>The way to a tuple; null when it was a TCP connection that is gone.</summary>
    private DatagramPath? PathTo(in TransportTuple tuple)
    {
        if (!_paths.TryGetValue(tuple, out DatagramPath? path) && tuple.Protocol == TransportProtocol.Udp)
        {
            path = _loop.Udp.PathTo(tuple);
            _paths.Add(tuple, path);
        }

        return path;
    }

    private void ForgetStalePaths()
    {
        foreach (TransportTuple tuple in _paths.Keys.Except(_peer.Tuples).ToArray())
        {
            if (tuple.Protocol == TransportProtocol.Udp)
            {
                _paths.Remove(tuple);
            }
        }
    }
}
