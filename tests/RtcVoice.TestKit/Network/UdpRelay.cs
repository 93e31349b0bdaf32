using System.Net;
using System.Net.Sockets;
using RtcVoice.Timing;

namespace RtcVoice.TestKit.Network;

/// <summary>
/// A bad network in userspace: stands on a port of its own between a browser and the server and treats datagrams as
/// its two schedules say (the kernel here has no netem). Every client gets a socket of its own towards the server, so
/// that the server sees distinct tuples. One thread owns all of it.
/// </summary>
public sealed class UdpRelay : IDisposable
{
    private const int LongestDatagram = 65_535;

    private readonly record struct Parcel(byte[] Datagram, Socket Through, EndPoint To);

    private readonly Socket _front;
    private readonly IPEndPoint _server;
    private readonly ulong _seed;
    private readonly Dictionary<SocketAddress, Socket> _backs = [];
    private readonly Dictionary<Socket, EndPoint> _clients = [];
    private readonly ImpairedLink<Parcel> _toServer;
    private readonly ImpairedLink<Parcel> _toClient;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly byte[] _buffer = new byte[LongestDatagram];
    private readonly List<Socket> _readable = [];
    private readonly Thread _thread;
    private volatile bool _stopped;
    private volatile NetworkConditions? _change;
    private volatile DatagramTap? _tapToClient;

    private UdpRelay(IPEndPoint server, ulong seed, NetworkConditions toServer, NetworkConditions toClient)
    {
        _server = server;
        _seed = seed;
        _toServer = new ImpairedLink<Parcel>(new NetworkSchedule(seed, toServer));
        _toClient = new ImpairedLink<Parcel>(new NetworkSchedule(seed + 1, toClient));
        _front = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _front.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint = (IPEndPoint)_front.LocalEndPoint!;
        _thread = new Thread(Run) { Name = "udp relay", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Where clients send to instead of the server.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Datagrams towards the server that arrived at the relay.</summary>
    public long SentToServer => Interlocked.Read(ref _sentToServer);

    /// <summary>Datagrams towards the client that arrived at the relay.</summary>
    public long SentToClient => Interlocked.Read(ref _sentToClient);

    /// <summary>Sees every datagram towards the client as it arrives at the relay, on the relay's thread; null for nobody.</summary>
    public DatagramTap? TapToClient
    {
        get => _tapToClient;
        set => _tapToClient = value;
    }

    /// <summary>Datagrams of both directions that the relay lost on purpose.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    private long _sentToServer;
    private long _sentToClient;
    private long _lost;

    /// <summary>Starts a relay to this server with the same conditions both ways.</summary>
    public static UdpRelay Start(IPEndPoint server, ulong seed, NetworkConditions conditions) =>
        new(server, seed, conditions, conditions);

    /// <summary>Starts a relay to this server with conditions of its own each way.</summary>
    public static UdpRelay Start(IPEndPoint server, ulong seed, NetworkConditions toServer, NetworkConditions toClient) =>
        new(server, seed, toServer, toClient);

    /// <summary>
    /// The answer with this relay in the place of the server: its UDP candidates become the relay's address, its TCP
    /// candidates vanish.
    /// </summary>
    public string Redirect(string answer) => CandidateLines.ReplaceUdp(answer, EndPoint);

    /// <summary>Puts both ways under other conditions from the next datagram on.</summary>
    public void Change(NetworkConditions conditions) => _change = conditions;

    /// <inheritdoc />
    public void Dispose()
    {
        _stopped = true;
        // A datagram to itself wakes the thread.
        using (var knock = new UdpClient())
        {
            knock.Send([0], 1, EndPoint);
        }

        _thread.Join();
        _front.Dispose();
        foreach (Socket back in _backs.Values)
        {
            back.Dispose();
        }
    }

    private void Run()
    {
        while (!_stopped)
        {
            Wait();
            if (_change is { } conditions)
            {
                _change = null;
                _toServer.Schedule = new NetworkSchedule(_seed, conditions);
                _toClient.Schedule = new NetworkSchedule(_seed + 1, conditions);
            }

            foreach (Socket socket in _readable)
            {
                Take(socket);
            }

            Instant now = _clock.GetInstant();
            Deliver(_toServer, now);
            Deliver(_toClient, now);
            Interlocked.Exchange(ref _sentToServer, _toServer.Sent);
            Interlocked.Exchange(ref _sentToClient, _toClient.Sent);
            Interlocked.Exchange(ref _lost, _toServer.Lost + _toClient.Lost);
        }
    }

    private void Wait()
    {
        Instant next = Instant.Earlier(_toServer.NextTimeout, _toClient.NextTimeout);
        int microseconds = -1;
        if (!next.IsNever)
        {
            double left = (next - _clock.GetInstant()).TotalMicroseconds;
            microseconds = (int)Math.Clamp(left, 0, 1_000_000);
        }

        _readable.Clear();
        _readable.Add(_front);
        _readable.AddRange(_backs.Values);
        Socket.Select(_readable, null, null, microseconds);
    }

    private void Take(Socket socket)
    {
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            while (socket.Available > 0)
            {
                int length = socket.ReceiveFrom(_buffer, ref from);
                byte[] datagram = _buffer[..length];
                Instant now = _clock.GetInstant();
                if (socket == _front)
                {
                    _toServer.Send(new Parcel(datagram, BackOf(from), _server), now);
                }
                else
                {
                    _tapToClient?.Invoke(datagram);
                    _toClient.Send(new Parcel(datagram, _front, _clients[socket]), now);
                }
            }
        }
        catch (SocketException)
        {
            // The other side's port was closed (ICMP): to a path that is one more loss.
        }
    }

    private Socket BackOf(EndPoint client)
    {
        SocketAddress address = client.Serialize();
        if (!_backs.TryGetValue(address, out Socket? back))
        {
            back = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            back.Bind(new IPEndPoint(IPAddress.Any, 0));
            _backs.Add(address, back);
            _clients.Add(back, client);
        }

        return back;
    }

    private static void Deliver(ImpairedLink<Parcel> link, Instant now)
    {
        while (link.TryReceive(now, out Parcel parcel))
        {
            try
            {
                parcel.Through.SendTo(parcel.Datagram, parcel.To);
            }
            catch (SocketException)
            {
                // As above.
            }
        }
    }
}
