using System.Net;
using RtcVoice.Rtc.Ice;
using RtcVoice.Timing;

namespace RtcVoice.Rtc.Tests.Ice;

/// <summary>A controlling and a lite agent on a virtual clock, with a seeded path between them.</summary>
internal sealed class IceLink : IDisposable
{
    public static readonly TransportTuple ServerUdp = TupleOf("203.0.113.7", 7000);
    public static readonly TransportTuple ServerUdp6 = TupleOf("2001:db8::7", 7000);

    private readonly SeededRandomNumbers _secrets;
    private readonly Random _weather;
    private readonly PriorityQueue<Flight, (long At, long Order)> _flights = new();
    private readonly byte[] _buffer = new byte[1500];
    private long _order;
    private TransportTuple _asked;

    public IceLink(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        _secrets = new SeededRandomNumbers(seed);
        _weather = new Random(seed);
        IceCredentials server = NewCredentials();
        IceCredentials client = NewCredentials();
        Server = new IceLiteAgent(server, client.Ufrag, Now);
        Client = new IceControllingAgent(client, server, _secrets, Now);
    }

    public Instant Now { get; private set; } = new(5_000_000_000);

    public IceLiteAgent Server { get; }

    public IceControllingAgent Client { get; }

    public List<(Instant At, IceEvent Event)> ServerEvents { get; } = [];

    public List<(Instant At, IceEvent Event)> ClientEvents { get; } = [];

    /// <summary>When each request left the client, and for where.</summary>
    public List<(Instant At, TransportTuple Destination)> Requests { get; } = [];

    /// <summary>The address that the server sees the client at; changing it is a new network or a new NAT mapping.</summary>
    public TransportTuple ClientAddress { get; set; } = TupleOf("198.51.100.1", 50001);

    /// <summary>One way.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(20);

    public double Loss { get; set; }

    /// <summary>The server's addresses that can be reached.</summary>
    public Func<TransportTuple, bool> Reaches { get; set; } = _ => true;

    /// <summary>What a hostile path makes of the server's answers.</summary>
    public Func<byte[], byte[]> Tamper { get; set; } = datagram => datagram;

    public static TransportTuple TupleOf(string address, int port) =>
        TransportTuple.From(TransportProtocol.Udp, new IPEndPoint(IPAddress.Parse(address), port));

    public IceCredentials NewCredentials() => IceCredentials.Generate(_secrets);

    public void Dispose() => _secrets.Dispose();

    public void Run(TimeSpan time) => RunUntil(() => false, time);

    /// <summary>Runs until a condition holds; false when it did not within <paramref name="limit"/>.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        Instant end = Now + limit;
        Drain();
        while (!condition())
        {
            Instant next = Instant.Earlier(Server.NextTimeout, Client.NextTimeout);
            if (_flights.TryPeek(out _, out (long At, long Order) key))
            {
                next = Instant.Earlier(next, new Instant(key.At));
            }

            if (next > end)
            {
                Now = end;
                return false;
            }

            Now = Instant.Later(Now, next);
            while (_flights.TryPeek(out Flight flight, out key) && key.At <= Now.Nanoseconds)
            {
                _flights.Dequeue();
                if (flight.ToServer)
                {
                    _asked = flight.Destination;
                    Server.HandleDatagram(flight.Source, flight.Datagram, Now);
                }
                else
                {
                    Client.HandleDatagram(flight.Source, flight.Datagram, Now);
                }

                Drain();
            }

            Server.HandleTimeout(Now);
            Client.HandleTimeout(Now);
            Drain();
        }

        return true;
    }

    private void Drain()
    {
        while (Client.TryPollTransmit(_buffer, out int length, out TransportTuple destination))
        {
            Requests.Add((Now, destination));
            Launch(new Flight(ClientAddress, destination, _buffer[..length], ToServer: true));
        }

        while (Server.TryPollTransmit(_buffer, out int length, out TransportTuple destination))
        {
            // The owner fetches right after each datagram, so it knows which of its addresses was asked.
            if (destination == ClientAddress)
            {
                Launch(new Flight(_asked, destination, Tamper(_buffer[..length]), ToServer: false));
            }
        }

        while (Server.TryPollEvent(out IceEvent happened))
        {
            ServerEvents.Add((Now, happened));
        }

        while (Client.TryPollEvent(out IceEvent happened))
        {
            ClientEvents.Add((Now, happened));
        }
    }

    private void Launch(Flight flight)
    {
        if (_weather.NextDouble() >= Loss && (!flight.ToServer || Reaches(flight.Destination)))
        {
            _flights.Enqueue(flight, ((Now + Delay).Nanoseconds, _order++));
        }
    }

    private readonly record struct Flight(TransportTuple Source, TransportTuple Destination, byte[] Datagram, bool ToServer);
}
