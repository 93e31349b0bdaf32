using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using RtcVoice.Conversation.Peer;
using RtcVoice.Rtc;
using RtcVoice.Rtc.Dtls;
using RtcVoice.Timing;
using RtcVoice.Transport.Udp;

namespace RtcVoice.Transport;

/// <summary>
/// Every peer of this process behind one UDP and one TCP port: makes peers from offers, renegotiates and closes them.
/// </summary>
public sealed class VoiceTransport : IAsyncDisposable
{
    /// <summary>Tries to find a number that is free for UDP and for TCP when any will do.</summary>
    private const int FreePortAttempts = 16;

    private readonly MediaLoop _loop;
    private readonly DtlsHandshakeThreads _handshakes;
    private readonly RtcPeerSettings _settings;
    private readonly TimeProvider _clock;
    private readonly int _maxPeers;
    private int _peersPromised;
    private int _isDisposed;

    private VoiceTransport(MediaLoop loop, DtlsHandshakeThreads handshakes, RtcPeerSettings settings, TimeProvider clock, int maxPeers)
    {
        _loop = loop;
        _handshakes = handshakes;
        _settings = settings;
        _clock = clock;
        _maxPeers = maxPeers;
    }

    /// <summary>The address and port that media comes to.</summary>
    public IPEndPoint LocalEndPoint => _loop.Udp.LocalEndPoint;

    /// <summary>Peers that are connected or connecting.</summary>
    public int PeerCount => _loop.PeerCount;

    /// <summary>TCP connections that are open.</summary>
    public int TcpConnectionCount => _loop.TcpConnectionCount;

    /// <summary>DTLS handshakes that are running.</summary>
    public int HandshakesRunning => _handshakes.InFlight;

    /// <summary>Datagrams that belonged to no peer since the start.</summary>
    public long DatagramsUnrouted => _loop.DatagramsUnrouted;

    /// <summary>Binds the ports and begins to receive.</summary>
    /// <param name="options">Where and how many.</param>
    /// <param name="clock">The clock that peers are told.</param>
    /// <param name="loggers">Where faults are logged.</param>
    /// <exception cref="SocketException">The port is taken or the address is not this machine's.</exception>
    public static VoiceTransport Start(MediaOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(loggers);
        IPAddress? bind = options.Bind.Length == 0 ? null : AnnouncedAddresses.Parse(options.Bind);
        MediaLoop loop = BindLoop(bind, options.Port, clock, loggers.CreateLogger<MediaLoop>());
        var handshakes = new DtlsHandshakeThreads(options.MaxHandshakes);
        IPEndPoint local = loop.Udp.LocalEndPoint;
        var settings = new RtcPeerSettings
        {
            Endpoints = [.. AnnouncedAddresses.Find(options, local.Address).Select(a => new IPEndPoint(a, local.Port))],
            Certificate = DtlsCertificate.Create(clock.GetUtcNow()),
            Handshakes = handshakes,
            Random = RandomNumberGenerator.Create(),
            WallClockAtOrigin = clock.GetUtcNow() - (clock.GetInstant() - Instant.Origin),
        };
        loop.Start();
        return new VoiceTransport(loop, handshakes, settings, clock, options.MaxCalls);
    }

    /// <summary>Makes a peer that answers an offer. It lives until it is closed or the browser never comes.</summary>
    /// <param name="id">A name for logs.</param>
    /// <param name="offer">The browser's SDP.</param>
    /// <param name="createObserver">Makes the observer of the peer; called before anything can happen to it.</param>
    public async Task<PeerCreation> CreatePeerAsync(string id, string offer, Func<IVoicePeer, IVoicePeerObserver> createObserver)
    {
        ArgumentNullException.ThrowIfNull(offer);
        ArgumentNullException.ThrowIfNull(createObserver);
        if (Interlocked.Increment(ref _peersPromised) > _maxPeers)
        {
            FreePlace();
            return PeerCreation.Refused(new NegotiationError(
                NegotiationErrorCode.TooManyCalls, $"This server already carries {_maxPeers} calls; try again in a moment."));
        }

        PeerCreation? creation = null;
        try
        {
            creation = await AnswerAsync(id, offer, createObserver).ConfigureAwait(false);
            return creation;
        }
        finally
        {
            // A peer that came about frees its place when the loop has let go of it.
            if (creation?.Peer is null)
            {
                FreePlace();
            }
        }
    }

    private async Task<PeerCreation> AnswerAsync(string id, string offer, Func<IVoicePeer, IVoicePeerObserver> createObserver)
    {
        Instant now = _clock.GetInstant();
        PeerSession? session = null;
        var peer = RtcPeer.CreateAnswering(_settings, wake: () => _loop.Post(() => Continue(session!)));
        NegotiationResult result = peer.Answer(offer, now);
        if (result.Error is { } error)
        {
            peer.Dispose();
            return PeerCreation.Refused(error);
        }

        session = new PeerSession(id, peer, _loop, _clock, FreePlace);
        try
        {
            session.Observe(createObserver(session));
        }
        catch
        {
            peer.Dispose();
            throw;
        }

        await _loop.InvokeAsync(() =>
        {
            _loop.Add(session);
            return true;
        }).ConfigureAwait(false);
        return PeerCreation.Accepted(session, result.Answer!);
    }

    /// <summary>Answers a further offer for a peer of this transport: a renegotiation or an ICE restart.</summary>
    public static Task<NegotiationResult> RenegotiateAsync(IVoicePeer peer, string offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return peer is PeerSession session
            ? session.RenegotiateAsync(offer)
            : throw new ArgumentException("The peer is not of this transport.", nameof(peer));
    }

    /// <summary>Closes every peer with BYE and close_notify, then the ports.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _loop.InvokeAsync(() =>
        {
            Instant now = _clock.GetInstant();
            foreach (PeerSession session in _loop.SnapshotPeers())
            {
                session.CloseNow(now);
            }

            return true;
        }).ConfigureAwait(false);
        await _loop.FinishSendingAsync().ConfigureAwait(false);
        _loop.Dispose();
        _settings.Certificate.Dispose();
    }

    private void FreePlace() => Interlocked.Decrement(ref _peersPromised);

    private void Continue(PeerSession session)
    {
        if (!session.IsClosed)
        {
            Instant now = _clock.GetInstant();
            session.HandleTimeout(now);
            _loop.Pump(session, now);
        }
    }

    private static MediaLoop BindLoop(IPAddress? bind, int port, TimeProvider clock, ILogger logger)
    {
        for (int attempt = 1; ; attempt++)
        {
            UdpPort udp = UdpPort.Bind(bind, port);
            try
            {
                return new MediaLoop(udp, clock, logger);
            }
            catch (SocketException) when (port == 0 && attempt < FreePortAttempts)
            {
                udp.Dispose();
            }
            catch
            {
                udp.Dispose();
                throw;
            }
        }
    }
}
