using System.Net;
using RtcVoice.Rtc;
using RtcVoice.Rtc.Dtls;
using RtcVoice.TestKit.Network;
using RtcVoice.Timing;

namespace RtcVoice.TestKit.Peers;

/// <summary>
/// A server's peer and a client's on one virtual clock, with a network between them that can lose, delay and reorder.
/// A whole call runs in milliseconds and is the same each time.
/// </summary>
public sealed class PeerPair : IDisposable
{
    private const int MaxSteps = 1_000_000;
    private static readonly DateTimeOffset WallClock = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly byte[] _buffer = new byte[RtcPeer.MaxDatagramOut];
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(WallClock);
    private readonly ImpairedLink<Datagram> _toServer;
    private readonly ImpairedLink<Datagram> _toClient;

    /// <summary>Makes the pair; nothing is exchanged yet.</summary>
    /// <param name="seed">Of everything random.</param>
    /// <param name="conditions">Of the network, both ways; null for a perfect one.</param>
    /// <param name="clientProfiles">SRTP profiles that the client offers; null for both.</param>
    public PeerPair(int seed = 1, NetworkConditions? conditions = null, IReadOnlyList<ushort>? clientProfiles = null)
    {
        conditions ??= NetworkConditions.Perfect;
        _toServer = new ImpairedLink<Datagram>(new NetworkSchedule((ulong)seed, conditions));
        _toClient = new ImpairedLink<Datagram>(new NetworkSchedule((ulong)seed + 1, conditions));
        Server = new PeerUnderTest(RtcPeer.CreateAnswering(Settings(seed, [7, 1]), static () => { }));
        Client = new PeerUnderTest(RtcPeer.CreateOffering(Settings(seed + 1, clientProfiles ?? [7, 1]), static () => { }));
    }

    /// <summary>Where the server is.</summary>
    public static TransportTuple ServerAddress { get; } = TransportTuple.From(TransportProtocol.Udp, IPEndPoint.Parse("192.0.2.1:10000"));

    /// <summary>Where the client is, as the server sees it; change it to let the client move.</summary>
    public TransportTuple ClientAddress { get; set; } = TransportTuple.From(TransportProtocol.Udp, IPEndPoint.Parse("192.0.2.99:50000"));

    /// <summary>True when the client's machine has lost its power: it neither sends nor hears.</summary>
    public bool IsClientGone { get; set; }

    /// <summary>The answering peer.</summary>
    public PeerUnderTest Server { get; }

    /// <summary>The offering peer.</summary>
    public PeerUnderTest Client { get; }

    /// <summary>The time.</summary>
    public Instant Now { get; private set; } = new(1_000_000_000);

    /// <summary>Exchanges offer and answer, with an ICE restart when asked to.</summary>
    /// <returns>The answer.</returns>
    public string Negotiate(bool restartsIce = false)
    {
        NegotiationResult result = Server.Peer.Answer(Client.Peer.CreateOffer(restartsIce), Now);
        string answer = result.Answer ?? throw new InvalidOperationException(result.Error!.Message);
        if (Client.Peer.AcceptAnswer(answer, Now) is { } error)
        {
            throw new InvalidOperationException(error.Message);
        }

        return answer;
    }

    /// <summary>Negotiates and lets time pass until both sides are connected.</summary>
    public void Connect()
    {
        Negotiate();
        RunUntil(() => Server.Peer.State == PeerState.Connected && Client.Peer.State == PeerState.Connected, TimeSpan.FromSeconds(20));
    }

    /// <summary>Lets time pass.</summary>
    public void Run(TimeSpan time)
    {
        Instant end = Now + time;
        for (int i = 0; i < MaxSteps; i++)
        {
            Exchange();
            Instant next = Instant.Earlier(
                Instant.Earlier(_toServer.NextTimeout, _toClient.NextTimeout),
                Instant.Earlier(Server.Peer.NextTimeout, IsClientGone ? Instant.Never : Client.Peer.NextTimeout));
            if (next > end)
            {
                Now = end;
                Exchange();
                return;
            }

            Now = Instant.Later(next, Now);
        }

        throw new TimeoutException("The peers keep each other busy without letting time pass.");
    }

    /// <summary>Lets time pass until something is so.</summary>
    /// <exception cref="TimeoutException">It did not come about within the patience, in virtual time.</exception>
    public void RunUntil(Func<bool> condition, TimeSpan patience)
    {
        Instant end = Now + patience;
        while (!condition())
        {
            if (Now >= end)
            {
                throw new TimeoutException($"Server {Server.Peer.State}, client {Client.Peer.State} after {patience}.");
            }

            Run(TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>Puts a datagram on the way to the server, as if from the client or from elsewhere.</summary>
    public void SendToServer(ReadOnlySpan<byte> bytes, TransportTuple? from = null) =>
        _toServer.Send(new Datagram(from ?? ClientAddress, bytes.ToArray()), Now);

    /// <summary>Sends one frame from the client.</summary>
    public void SendFrameFromClient(ReadOnlySpan<byte> payload, long mediaTime)
    {
        int length = Client.Peer.Sender!.Protect(payload, mediaTime, _buffer);
        SendToServer(_buffer.AsSpan(0, length));
        Client.Peer.Sender.OnSent(mediaTime, Now);
    }

    /// <summary>Sends one frame from the server.</summary>
    public void SendFrameFromServer(ReadOnlySpan<byte> payload, long mediaTime)
    {
        int length = Server.Peer.Sender!.Protect(payload, mediaTime, _buffer);
        _toClient.Send(new Datagram(ServerAddress, _buffer.AsSpan(0, length).ToArray()), Now);
        Server.Peer.Sender.OnSent(mediaTime, Now);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Server.Dispose();
        Client.Dispose();
        _certificate.Dispose();
    }

    private RtcPeerSettings Settings(int seed, IReadOnlyList<ushort> profiles) => new()
    {
        Endpoints = [ServerAddress.ToEndPoint()],
        Certificate = _certificate,
        Handshakes = new DtlsHandshakeThreads(maxInFlight: 1),
        Random = new SeededRandom(seed),
        WallClockAtOrigin = WallClock,
        HandshakeInLockstep = true,
        SrtpProfiles = profiles,
    };

    private void Exchange()
    {
        bool isMoving = true;
        while (isMoving)
        {
            isMoving = false;
            while (_toServer.TryReceive(Now, out Datagram datagram))
            {
                Server.Receive(datagram, Now);
                isMoving = true;
            }

            while (_toClient.TryReceive(Now, out Datagram datagram))
            {
                if (!IsClientGone)
                {
                    Client.Receive(datagram, Now);
                }

                isMoving = true;
            }

            Server.HandleTimeout(Now);
            if (!IsClientGone)
            {
                Client.HandleTimeout(Now);
            }

            while (Server.TryTransmit(_buffer, out int length, out TransportTuple to))
            {
                // What goes to an address at which the client no longer is gets lost.
                if (to == ClientAddress)
                {
                    _toClient.Send(new Datagram(ServerAddress, _buffer.AsSpan(0, length).ToArray()), Now);
                }

                isMoving = true;
            }

            while (!IsClientGone && Client.TryTransmit(_buffer, out int length, out _))
            {
                _toServer.Send(new Datagram(ClientAddress, _buffer.AsSpan(0, length).ToArray()), Now);
                isMoving = true;
            }
        }
    }

    /// <summary>A datagram on its way.</summary>
    /// <param name="From">Who sent it.</param>
    /// <param name="Bytes">What it holds.</param>
    public readonly record struct Datagram(TransportTuple From, byte[] Bytes);
}
