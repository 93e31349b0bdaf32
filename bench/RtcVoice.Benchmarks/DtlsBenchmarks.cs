using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using RtcVoice.Rtc.Dtls;
using RtcVoice.Timing;

namespace RtcVoice.Benchmarks;

/// <summary>
/// What a call's DTLS costs: the handshake of both ends in memory (the server's share is printed at the end), and a
/// record of 1 kB there and back.
/// </summary>
[MemoryDiagnoser]
public class DtlsBenchmarks : IDisposable
{
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly DtlsHandshakeThreads _threads = new();
    private readonly byte[] _datagram = new byte[DtlsSession.MaxDatagramOut];
    private readonly byte[] _message = new byte[1000];
    private DtlsSession? _server;
    private DtlsSession? _client;
    private byte[] _forged = [];
    private long _handshakes;
    private long _serverTicks;

    [GlobalSetup]
    public void Connect()
    {
        DtlsWarmUp.Run(_certificate);
        (_server, _client) = Handshake();
        _forged = new byte[DtlsRecordHeader.Size + 100];
        new byte[] { 23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 77, 0, 100 }.CopyTo(_forged, 0);
    }

    [GlobalCleanup]
    public void Report()
    {
        if (_handshakes > 1)
        {
            double microseconds = _serverTicks * 1e6 / Stopwatch.Frequency / _handshakes;
            Console.WriteLine($"// server's share of a handshake: {microseconds:F0} us, thread hand-over included ({_handshakes} handshakes)");
        }

        Dispose();
    }

    [Benchmark]
    public void HandshakeOfBothEnds()
    {
        (DtlsSession server, DtlsSession client) = Handshake();
        server.Dispose();
        client.Dispose();
    }

    [Benchmark]
    public int RecordThereAndBack()
    {
        _client!.TrySend(_message);
        Deliver(_client, _server!);
        _server!.TryPollEvent(out DtlsEvent there);
        _server.TrySend(there.Data.Span);
        Deliver(_server, _client);
        _client.TryPollEvent(out DtlsEvent back);
        return back.Data.Length;
    }

    [Benchmark]
    public void ForgedRecordDropped() => _server!.HandleDatagram(_forged, Instant.Origin);

    public void Dispose()
    {
        _server?.Dispose();
        _client?.Dispose();
        _certificate.Dispose();
        GC.SuppressFinalize(this);
    }

    private (DtlsSession Server, DtlsSession Client) Handshake()
    {
        DtlsSession server = new(Options(DtlsRole.Server));
        DtlsSession client = new(Options(DtlsRole.Client));
        client.Start(Instant.Origin);
        for (int flight = 0; flight < 2; flight++)
        {
            Deliver(client, server, countsTime: true);
            Deliver(server, client);
        }

        if (server.State != DtlsState.Connected || client.State != DtlsState.Connected)
        {
            throw new InvalidOperationException($"server {server.State}, client {client.State}");
        }

        server.TryPollEvent(out _);
        client.TryPollEvent(out _);
        _handshakes++;
        return (server, client);
    }

    private void Deliver(DtlsSession from, DtlsSession to, bool countsTime = false)
    {
        while (from.TryPollTransmit(_datagram, out int length))
        {
            long started = countsTime ? Stopwatch.GetTimestamp() : 0;
            to.HandleDatagram(_datagram.AsSpan(0, length), Instant.Origin);
            _serverTicks += countsTime ? Stopwatch.GetTimestamp() - started : 0;
        }
    }

    private DtlsSessionOptions Options(DtlsRole role) => new()
    {
        Role = role,
        Certificate = _certificate,
        PeerFingerprints = [_certificate.Fingerprint],
        Executor = _threads,
        HandshakeInLockstep = true,
    };
}
