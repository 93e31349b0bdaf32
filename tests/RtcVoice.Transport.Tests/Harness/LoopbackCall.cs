using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using RtcVoice.Rtc;
using RtcVoice.Rtc.Dtls;
using RtcVoice.TestKit.Clocks;
using RtcVoice.TestKit.Peers;
using RtcVoice.Timing;
using RtcVoice.Transport.Udp;

namespace RtcVoice.Transport.Tests.Harness;

/// <summary>
/// A call over real sockets whose media loop is turned by the test's own thread, on a clock that the test moves: so
/// that what a turn of the loop does and allocates can be told.
/// </summary>
internal sealed class LoopbackCall : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly DtlsCertificate _certificate;
    private readonly UdpPort _port;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly TransportTuple _server;
    private readonly byte[] _buffer = new byte[RtcPeer.MaxDatagramOut];
    private readonly byte[] _packet = new byte[RtcPeer.MaxDatagramOut];

    public LoopbackCall()
    {
        _certificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(50));
        _port = UdpPort.Bind(IPAddress.Loopback, 0);
        Loop = new MediaLoop(_port, Clock, NullLogger.Instance);
        _server = TransportTuple.From(TransportProtocol.Udp, _port.LocalEndPoint);
        _socket.Connect(_port.LocalEndPoint);
        var peer = RtcPeer.CreateAnswering(Settings(1), static () => { });
        Session = new PeerSession("test", peer, Loop, Clock, static () => { });
        Session.Observe(Observer);
        Client = RtcPeer.CreateOffering(Settings(2), static () => { });
        string answer = peer.Answer(Client.CreateOffer(), Now).Answer!;
        Client.AcceptAnswer(answer, Now);
        Loop.Add(Session);
    }

    public ManualClock Clock { get; } = new();

    public Instant Now => Clock.GetInstant();

    public MediaLoop Loop { get; }

    public PeerSession Session { get; }

    public QueueingObserver Observer { get; } = new();

    public RtcPeer Client { get; }

    /// <summary>Where the server's port is.</summary>
    public IPEndPoint Server => _port.LocalEndPoint;

    /// <summary>The last ICE check that the client has sent.</summary>
    public byte[] LastCheck { get; private set; } = [];

    /// <summary>Lets time pass until both sides are connected.</summary>
    public void Connect()
    {
        for (int i = 0; i < 4000 && !(Observer.IsConnected && Client.State == PeerState.Connected); i++)
        {
            ExchangeControl();
            Loop.RunOnce();
            Clock.Advance(Step);
        }

        Assert.That(Observer.IsConnected);
    }

    /// <summary>Lets the client take what has come, do what is due and send what it must.</summary>
    /// <returns>True when it has sent something.</returns>
    public bool ExchangeControl()
    {
        while (_socket.Poll(0, SelectMode.SelectRead))
        {
            int length = _socket.Receive(_buffer);
            Client.HandleDatagram(_server, _buffer.AsMemory(0, length), Now);
        }

        if (Client.NextTimeout <= Now)
        {
            Client.HandleTimeout(Now);
        }

        while (Client.TryPollEvent(out _))
        {
        }

        bool hasSent = false;
        while (Client.TryPollTransmit(_buffer, out int length, out _))
        {
            if (_buffer[0] == 0 && _buffer[1] == 1)
            {
                LastCheck = _buffer[..length];
            }

            _socket.Send(_buffer.AsSpan(0, length));
            hasSent = true;
        }

        return hasSent;
    }

    /// <summary>Sends one frame from the client.</summary>
    public void SendFrame(ReadOnlySpan<byte> frame, long mediaTime)
    {
        int length = Client.Sender!.Protect(frame, mediaTime, _packet);
        _socket.Send(_packet.AsSpan(0, length));
        Client.Sender.OnSent(mediaTime, Now);
    }

    public void Dispose()
    {
        Loop.Dispose();
        Session.Dispose();
        Client.Sender?.Dispose();
        Client.Dispose();
        _socket.Dispose();
        _certificate.Dispose();
    }

    private RtcPeerSettings Settings(int seed) => new()
    {
        Endpoints = [_port.LocalEndPoint],
        Certificate = _certificate,
        Handshakes = new DtlsHandshakeThreads(maxInFlight: 1),
        Random = new SeededRandom(seed),
        WallClockAtOrigin = DateTimeOffset.UnixEpoch.AddYears(50),
        HandshakeInLockstep = true,
    };
}
