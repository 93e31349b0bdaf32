using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using RtcVoice.Rtc;
using RtcVoice.Rtc.Dtls;
using RtcVoice.Timing;

namespace RtcVoice.Load.Clients;

/// <summary>
/// All clients on one thread and one socket, so that their cost stays small beside the server's. What it measures is the
/// kernel's time of arrival, which does not care when this thread has its turn.
/// </summary>
internal sealed class ClientLoop : IDisposable
{
    private const int SlotsPerFrame = 20;
    private const int MaxBatches = 64;

    private static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(1);

    /// <summary>Nobody waits at the socket: to wake a waiting thread costs the sender more than its packet does.</summary>
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(10);

    private readonly ManySocket _socket = new();
    private readonly RtcPeerSettings _settings;
    private readonly TransportTuple _server;
    private readonly IReadOnlyList<byte[]> _frames;
    private readonly ConcurrentQueue<Action> _commands = new();
    private readonly List<ClientCall?> _calls = [];
    private readonly List<ClientCall>[] _slots = [.. Enumerable.Range(0, SlotsPerFrame).Select(_ => new List<ClientCall>())];
    private readonly ManySocket.Receiver _route;
    private readonly Thread _thread;
    private Instant _now;
    private Instant _nextSlot;
    private Instant _nextSweep;
    private long _slot;
    private long _monotonicLead;
    private volatile bool _stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="media">The server's media port.</param>
    /// <param name="frames">What the microphones send, over and over; nothing when empty.</param>
    public ClientLoop(IPEndPoint media, IReadOnlyList<byte[]> frames)
    {
        _server = TransportTuple.From(TransportProtocol.Udp, media);
        _frames = frames;
        _route = Route;
        TimeProvider clock = TimeProvider.System;
        _settings = new RtcPeerSettings
        {
            Endpoints = [],
            Certificate = DtlsCertificate.Create(clock.GetUtcNow()),
            Handshakes = new DtlsHandshakeThreads(),
            Random = RandomNumberGenerator.Create(),
            WallClockAtOrigin = clock.GetUtcNow() - (clock.GetInstant() - Instant.Origin),
        };
        _thread = new Thread(Run) { Name = "load clients", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Datagrams that this end could not hold.</summary>
    public uint Overflows => _socket.Overflows;

    /// <summary>Makes a call that has not been answered; <see cref="InvokeAsync"/> does the rest.</summary>
    public ClientCall CreateCall(int client) => new(client, _socket, _settings, call => _commands.Enqueue(() => call.HandleTimeout(_now)));

    /// <summary>Takes the server's answer to a call.</summary>
    public Task AcceptAsync(ClientCall call, string answer) => InvokeAsync(() =>
    {
        while (_calls.Count <= call.Client)
        {
            _calls.Add(null);
        }

        _calls[call.Client] = call;
        _slots[call.Client % SlotsPerFrame].Add(call);
        call.Accept(answer, _now);
    });

    /// <summary>Begins to note arrivals, with room for so many packets of each call.</summary>
    public Task BeginAsync(int packets)
    {
        // Their memory is touched here, so that it is not while it is measured.
        ArrivalLog[] logs = [.. Enumerable.Range(0, _calls.Count).Select(_ => new ArrivalLog(packets))];
        return InvokeAsync(() => SetLogs(i => logs[i]));
    }

    /// <summary>Ceases to note arrivals and gives what was noted, per call.</summary>
    public async Task<IReadOnlyList<ArrivalLog>> EndAsync()
    {
        List<ArrivalLog> logs = [];
        await InvokeAsync(() =>
        {
            logs.AddRange(_calls.Select(c => c?.Log).OfType<ArrivalLog>());
            SetLogs(_ => null);
        });
        return logs;
    }

    /// <summary>Hangs up everything that is up.</summary>
    public Task CloseAllAsync() => InvokeAsync(() =>
    {
        foreach (ClientCall? call in _calls)
        {
            call?.Close(_now);
        }
    });

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _calls.ForEach(c => c?.Dispose());
        _socket.Dispose();
        _settings.Certificate.Dispose();
        _settings.Random.Dispose();
    }

    private void SetLogs(Func<int, ArrivalLog?> log)
    {
        for (int i = 0; i < _calls.Count; i++)
        {
            if (_calls[i] is { } call)
            {
                call.Log = log(i);
            }
        }
    }

    private Task InvokeAsync(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _commands.Enqueue(() =>
        {
            action();
            done.SetResult();
        });
        return done.Task;
    }

    private void Run()
    {
        _now = TimeProvider.System.GetInstant();
        _nextSlot = _now;
        while (!_stopping)
        {
            Thread.Sleep(Nap);
            _now = TimeProvider.System.GetInstant();
            for (int i = 0; i < MaxBatches && _socket.Receive(_route); i++)
            {
            }

            while (_commands.TryDequeue(out Action? command))
            {
                command();
            }

            SendSlots();
            Sweep();
            _socket.Flush();
        }
    }

    private void Route(int client, long arrival, Memory<byte> datagram)
    {
        if (client >= 0 && client < _calls.Count && _calls[client] is { } call)
        {
            call.Receive(datagram, arrival + _monotonicLead, _server, _now);
        }
    }

    private void SendSlots()
    {
        // After a long wait the microphones have lost what they should have sent.
        _nextSlot = Instant.Later(_nextSlot, _now - TimeSpan.FromMilliseconds(SlotsPerFrame));
        while (_nextSlot <= _now)
        {
            if (_frames.Count > 0)
            {
                foreach (ClientCall call in _slots[_slot % SlotsPerFrame])
                {
                    call.SendFrame(_frames[(int)(((_slot / SlotsPerFrame) + (call.Client * 37)) % _frames.Count)], _now);
                }
            }

            _slot++;
            _nextSlot += Slot;
        }
    }

    private void Sweep()
    {
        if (_now < _nextSweep)
        {
            return;
        }

        _nextSweep = _now + SweepInterval;
        _monotonicLead = MeasureLead();
        foreach (ClientCall? call in _calls)
        {
            if (call is not null && call.Peer.NextTimeout <= _now)
            {
                call.HandleTimeout(_now);
            }
        }
    }

    /// <summary>
    /// How far CLOCK_MONOTONIC is ahead of CLOCK_REALTIME, in which the kernel tells arrivals: of a few tries the one that was
    /// least disturbed.
    /// </summary>
    private static long MeasureLead()
    {
        (long lead, long least) = (0, long.MaxValue);
        for (int i = 0; i < 3; i++)
        {
            long before = LibC.Now(LibC.ClockMonotonic);
            long real = LibC.Now(LibC.ClockRealtime);
            long after = LibC.Now(LibC.ClockMonotonic);
            if (after - before < least)
            {
                least = after - before;
                lead = before + ((after - before) / 2) - real;
            }
        }

        return lead;
    }
}
