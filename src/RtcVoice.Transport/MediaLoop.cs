using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RtcVoice.Rtc;
using RtcVoice.Timing;
using RtcVoice.Transport.IceTcp;
using RtcVoice.Transport.Udp;

namespace RtcVoice.Transport;

/// <summary>
/// The one thread that owns every peer: it reads the sockets, hands each datagram to its peer, fires timers and runs
/// commands from other threads. So a peer has one owner and needs no lock, calls keep their order without a thread
/// each, and nothing is awaited per packet. It does not decode, pace or converse.
/// </summary>
internal sealed partial class MediaLoop : IDisposable
{
    /// <summary>An Ethernet MTU: no browser sends more, and what is larger is dropped.</summary>
    public const int MaxDatagramBytes = 1500;

    /// <summary>Datagrams read in a row before timers and commands have their turn.</summary>
    private const int BatchSize = 64;

    /// <summary>Frames of TCP connections that may wait for the loop; more are dropped, as a full socket buffer would.</summary>
    private const int MaxTcpFramesWaiting = 4096;

    /// <summary>Protocol timers are 150 ms and more, so looking every 5 ms is early enough and costs nothing.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>The longest sleep; a wake-up that was lost costs no more than this.</summary>
    private static readonly TimeSpan MaxSleep = TimeSpan.FromMilliseconds(100);

    private readonly UdpPort _udp;
    private readonly TcpPort _tcp;
    private readonly LoopWaker _waker;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly PeerTable _peers = new();
    private readonly ConcurrentQueue<Action> _commands = new();
    private readonly ConcurrentQueue<TcpFrame> _tcpFrames = new();
    private readonly ReceiveModeration _moderation = new();
    private readonly Thread _thread;
    private Instant _nextSweep;
    private long _datagramsUnrouted;
    private int _tcpFramesWaiting;
    private bool _isDrained = true;
    private int _received;
    private volatile bool _stopping;

    /// <summary>Makes the loop of a port; <see cref="Start"/> lets it run.</summary>
    public MediaLoop(UdpPort udp, TimeProvider clock, ILogger logger)
    {
        _udp = udp;
        _clock = clock;
        _logger = logger;
        _waker = new LoopWaker(udp.LocalEndPoint);
        _tcp = TcpPort.Bind(udp.LocalEndPoint, clock, OnTcpFrame, OnTcpClosed);
        _thread = new Thread(Run) { Name = "rtcvoice-media", IsBackground = true };
    }

    /// <summary>Peers that are connected or connecting.</summary>
    public int PeerCount => _peers.Count;

    /// <summary>TCP connections that are open.</summary>
    public int TcpConnectionCount => _tcp.ConnectionCount;

    /// <summary>Datagrams that belonged to no peer.</summary>
    public long DatagramsUnrouted => Volatile.Read(ref _datagramsUnrouted);

    /// <summary>The port that the loop reads and sends through.</summary>
    public UdpPort Udp => _udp;

    /// <summary>Begins to receive.</summary>
    public void Start()
    {
        _thread.Start();
        _tcp.Start();
    }

    /// <summary>Runs an action on the loop's thread, soon; any thread may ask.</summary>
    public void Post(Action command)
    {
        _commands.Enqueue(command);
        _waker.Wake();
    }

    /// <summary>Runs a function on the loop's thread and gives its result.</summary>
    public Task<T> InvokeAsync<T>(Func<T> function)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                result.SetResult(function());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        });
        return result.Task;
    }

    /// <summary>Takes a peer into the loop; to be called on the loop's thread.</summary>
    public void Add(PeerSession session)
    {
        _peers.Add(session);
        Pump(session, _clock.GetInstant());
    }

    /// <summary>Handles what a peer has to say and to send after something was done to it; on the loop's thread.</summary>
    public void Pump(PeerSession session, Instant now)
    {
        try
        {
            session.Drain(now);
        }
        catch (Exception e)
        {
            LogPeerFault(e, session.Id);
            session.Abandon();
        }

        _peers.Refresh(session);
        if (session.IsClosed)
        {
            _peers.Remove(session);
            session.Release(_tcp);
        }
        else
        {
            _nextSweep = Instant.Earlier(_nextSweep, session.NextTimeout);
        }
    }

    /// <summary>Every peer, for closing them all; on the loop's thread.</summary>
    public ReadOnlySpan<PeerSession> SnapshotPeers() => _peers.Snapshot();

    /// <summary>Waits, for a moment at most, until what was said last over TCP has left.</summary>
    public Task FinishSendingAsync() => _tcp.FinishSendingAsync();

    /// <summary>Ends the thread and closes the sockets; peers that are left are forgotten without a word.</summary>
    public void Dispose()
    {
        if (!_stopping)
        {
            _stopping = true;
            _waker.Wake();
            if (_thread.IsAlive)
            {
                _thread.Join();
            }

            _tcp.Dispose();
            _waker.Dispose();
            _udp.Dispose();
        }
    }

    private void Run()
    {
        while (!_stopping)
        {
            RunOnce();
            if (_isDrained)
            {
                if (_moderation.MustRest(_received, _clock.GetInstant()))
                {
                    Thread.Sleep(ReceiveModeration.Rest);
                    _isDrained = false;
                }

                _received = 0;
            }
        }
    }

    /// <summary>One turn: waits for a datagram until a timer is due, then does what there is to do. The loop's thread.</summary>
    internal void RunOnce()
    {
        TimeSpan sleep = _nextSweep - _clock.GetInstant();
        if (_isDrained && sleep > TimeSpan.Zero && _tcpFrames.IsEmpty && _commands.IsEmpty)
        {
            _udp.Wait(sleep < MaxSleep ? sleep : MaxSleep);
        }

        _waker.Reset();
        ReceiveUdp();
        ReceiveTcp();
        RunCommands();
        Sweep();
    }

    private void ReceiveUdp()
    {
        _isDrained = false;
        for (int i = 0; i < BatchSize; i++)
        {
            if (!_udp.TryReceive(out Memory<byte> datagram, out TransportTuple tuple))
            {
                _isDrained = true;
                return;
            }

            _received++;
            if (datagram.Length is > 1 and <= MaxDatagramBytes)
            {
                Route(tuple, datagram, connection: null);
            }
        }
    }

    private void ReceiveTcp()
    {
        for (int i = 0; i < BatchSize && _tcpFrames.TryDequeue(out TcpFrame frame); i++)
        {
            Interlocked.Decrement(ref _tcpFramesWaiting);
            Route(frame.Connection.Tuple, frame.Bytes.AsMemory(0, frame.Length), frame.Connection);
            ArrayPool<byte>.Shared.Return(frame.Bytes);
        }
    }

    private void RunCommands()
    {
        for (int i = 0; i < BatchSize && _commands.TryDequeue(out Action? command); i++)
        {
            command();
        }
    }

    private void Route(in TransportTuple tuple, Memory<byte> datagram, TcpConnection? connection)
    {
        if (!_peers.TryRoute(tuple, datagram.Span, out PeerSession? session))
        {
            _datagramsUnrouted++;
            return;
        }

        Instant now = _clock.GetInstant();
        try
        {
            if (connection is not null)
            {
                session.UseConnection(connection);
            }

            session.Receive(tuple, datagram, now);
        }
        catch (Exception e)
        {
            LogPeerFault(e, session.Id);
            session.Abandon();
        }

        Pump(session, now);
        if (connection is not null)
        {
            session.SettleConnection(connection, _tcp);
        }
    }

    private void Sweep()
    {
        Instant now = _clock.GetInstant();
        if (now < _nextSweep)
        {
            return;
        }

        Instant next = now + MaxSleep;
        foreach (PeerSession session in _peers.Snapshot())
        {
            if (session.NextTimeout <= now)
            {
                HandleTimeout(session, now);
            }

            next = Instant.Earlier(next, session.NextTimeout);
        }

        _nextSweep = Instant.Later(next, now + SweepInterval);
    }

    private void HandleTimeout(PeerSession session, Instant now)
    {
        try
        {
            session.HandleTimeout(now);
        }
        catch (Exception e)
        {
            LogPeerFault(e, session.Id);
            session.Abandon();
        }

        Pump(session, now);
    }

    private void OnTcpFrame(TcpConnection connection, ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length is 0 or > MaxDatagramBytes)
        {
            return;
        }

        if (Interlocked.Increment(ref _tcpFramesWaiting) > MaxTcpFramesWaiting)
        {
            Interlocked.Decrement(ref _tcpFramesWaiting);
            return;
        }

        byte[] copy = ArrayPool<byte>.Shared.Rent(datagram.Length);
        datagram.CopyTo(copy);
        _tcpFrames.Enqueue(new TcpFrame(connection, copy, datagram.Length));
        _waker.Wake();
    }

    private void OnTcpClosed(TcpConnection connection) => Post(() =>
    {
        if (_peers.TryGet(connection.Tuple, out PeerSession? session))
        {
            Instant now = _clock.GetInstant();
            session.DropConnection(connection, now);
            Pump(session, now);
        }
    });

    private readonly record struct TcpFrame(TcpConnection Connection, byte[] Bytes, int Length);
}
