using System.Collections.Immutable;
using RtcVoice.Rtc.Dtls;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Dtls;

/// <summary>A server and a client on one virtual clock with a network between them that a test can bend.</summary>
internal sealed class DtlsPair : IDisposable
{
    public static readonly DtlsCertificate ServerCertificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(56));
    public static readonly DtlsCertificate ClientCertificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(56));

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);

    private readonly PriorityQueue<Packet, (long, int)> _wire = new();
    private int _order;

    public DtlsPair(Func<DtlsSessionOptions, DtlsSessionOptions>? server = null, Func<DtlsSessionOptions, DtlsSessionOptions>? client = null)
    {
        Server = new DtlsSession((server ?? (o => o))(Options(DtlsRole.Server, Threads)));
        Client = new DtlsSession((client ?? (o => o))(Options(DtlsRole.Client, Threads)));
    }

    public static DtlsHandshakeThreads Threads { get; } = new();

    public DtlsSession Server { get; }

    public DtlsSession Client { get; }

    public Instant Now { get; private set; } = Instant.Origin + TimeSpan.FromHours(1);

    public List<DtlsEvent> ServerEvents { get; } = [];

    public List<DtlsEvent> ClientEvents { get; } = [];

    /// <summary>All datagrams that were sent, in order.</summary>
    public List<Packet> Sent { get; } = [];

    /// <summary>What becomes of a datagram: the delays of its copies; none is a loss. Default: one copy after the latency.</summary>
    public Func<Packet, IEnumerable<TimeSpan>> Network { get; set; } = _ => [Latency];

    public bool BothConnected => Server.State == DtlsState.Connected && Client.State == DtlsState.Connected;

    public static DtlsSessionOptions Options(DtlsRole role, IDtlsHandshakeExecutor threads) => new()
    {
        Role = role,
        Certificate = role == DtlsRole.Server ? ServerCertificate : ClientCertificate,
        PeerFingerprints = [(role == DtlsRole.Server ? ClientCertificate : ServerCertificate).Fingerprint],
        Executor = threads,
        HandshakeInLockstep = true,
    };

    /// <summary>A fingerprint that no certificate has.</summary>
    public static DtlsFingerprint WrongFingerprint() => new(DtlsFingerprint.Sha256, [.. new byte[32]]);

    public static DtlsPair Connected(Func<DtlsSessionOptions, DtlsSessionOptions>? both = null)
    {
        DtlsPair pair = new(both, both);
        pair.Client.Start(pair.Now);
        pair.RunUntil(() => pair.BothConnected);
        Assert.That(pair.BothConnected, pair.Describe());
        return pair;
    }

    /// <summary>Runs the clock until it is true, or nothing is left to happen, or the time is over.</summary>
    public void RunUntil(Func<bool> done, double seconds = 15)
    {
        Instant end = Now + TimeSpan.FromSeconds(seconds);
        Drain();
        while (!done())
        {
            Instant next = Instant.Earlier(Server.NextTimeout, Client.NextTimeout);
            if (_wire.TryPeek(out Packet? first, out _))
            {
                next = Instant.Earlier(next, first.DeliverAt);
            }

            if (next.IsNever || next > end)
            {
                Now = next.IsNever ? Now : end;
                return;
            }

            Now = Instant.Later(Now, next);
            Step();
        }
    }

    /// <summary>Delivers all that is on its way; timers run, too.</summary>
    public void RunFor(double seconds) => RunUntil(() => false, seconds);

    /// <summary>Delivers bytes of our own making at once.</summary>
    public void Inject(ReadOnlySpan<byte> datagram, bool toServer)
    {
        (toServer ? Server : Client).HandleDatagram(datagram, Now);
        Drain();
    }

    public void Drain()
    {
        Drain(Server, ServerEvents, toServer: false);
        Drain(Client, ClientEvents, toServer: true);
    }

    public string Describe() =>
        $"server {Server.State} {string.Join(',', ServerEvents.Select(e => $"{e.Kind} {e.Failure} {e.Detail}"))}; "
        + $"client {Client.State} {string.Join(',', ClientEvents.Select(e => $"{e.Kind} {e.Failure} {e.Detail}"))}; sent {Sent.Count}; {Now}";

    public void Dispose()
    {
        Server.Dispose();
        Client.Dispose();
    }

    private void Step()
    {
        if (_wire.TryPeek(out Packet? packet, out _) && packet.DeliverAt <= Now)
        {
            _wire.Dequeue();
            (packet.ToServer ? Server : Client).HandleDatagram(packet.Bytes.AsSpan(), Now);
        }

        Drain();
        foreach (DtlsSession session in new[] { Server, Client })
        {
            if (session.NextTimeout <= Now)
            {
                session.HandleTimeout(Now);
            }
        }

        Drain();
    }

    private void Drain(DtlsSession session, List<DtlsEvent> events, bool toServer)
    {
        byte[] buffer = new byte[DtlsSession.MaxDatagramOut];
        while (session.TryPollTransmit(buffer, out int length))
        {
            Packet packet = new(Sent.Count(p => p.ToServer == toServer), toServer, [.. buffer.AsSpan(0, length)], Now);
            Sent.Add(packet);
            foreach (TimeSpan delay in Network(packet))
            {
                Packet copy = packet with { DeliverAt = Now + delay };
                _wire.Enqueue(copy, (copy.DeliverAt.Nanoseconds, _order++));
            }
        }

        while (session.TryPollEvent(out DtlsEvent happened))
        {
            events.Add(happened);
        }
    }

    /// <param name="Index">The number of the datagram in its direction, from 0.</param>
    internal sealed record Packet(int Index, bool ToServer, ImmutableArray<byte> Bytes, Instant DeliverAt);
}
