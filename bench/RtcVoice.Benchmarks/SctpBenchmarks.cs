using BenchmarkDotNet.Attributes;
using RtcVoice.Rtc.DataChannel;
using RtcVoice.Rtc.Sctp;
using RtcVoice.Timing;

namespace RtcVoice.Benchmarks;

/// <summary>Two data-channel endpoints back to back, without DTLS and sockets: what SCTP alone costs both ends.</summary>
[MemoryDiagnoser]
public class SctpBenchmarks
{
    private readonly Queue<byte[]> _there = new();
    private readonly Queue<byte[]> _back = new();
    private readonly byte[] _short = new byte[200];
    private readonly byte[] _long = new byte[16 * 1024];
    private readonly byte[] _packet = new byte[1200];
    private DataChannelEndpoint _browser = null!;
    private DataChannelEndpoint _server = null!;
    private Instant _now = Instant.Origin;
    private ushort _channel;
    private int _received;

    [GlobalSetup]
    public void Connect()
    {
        var random = new Random(1);
        _browser = new DataChannelEndpoint(new DataChannelOptions { IsDtlsServer = false }, random.NextBytes);
        _server = new DataChannelEndpoint(new DataChannelOptions(), random.NextBytes);
        _browser.Connect(_now);
        _browser.TryOpen("oai-events", default, _now, out _channel);
        Exchange();
        if (!_server.IsUp || _server.ChannelCount != 1)
        {
            throw new InvalidOperationException("The channel did not open.");
        }
    }

    /// <summary>The same by two queues of arrays, with nothing of a protocol.</summary>
    [Benchmark(Baseline = true)]
    public int EchoThroughQueues()
    {
        _there.Enqueue([.. _short]);
        _back.Enqueue([.. _there.Dequeue()]);
        return _back.Dequeue().Length;
    }

    /// <summary>A 200-byte text there, and the same back.</summary>
    [Benchmark]
    public int EchoShortMessage()
    {
        Tick();
        _browser.TrySend(_channel, _short, isText: true, _now);
        Exchange();
        _server.TrySend(_channel, _short, isText: true, _now);
        Exchange();
        return _received;
    }

    /// <summary>16 kB there, in 15 fragments, acknowledged.</summary>
    [Benchmark]
    public int SendLongMessage()
    {
        Tick();
        _browser.TrySend(_channel, _long, isText: false, _now);
        Exchange();
        return _received;
    }

    private void Tick()
    {
        _now += TimeSpan.FromMilliseconds(1);
        if (_browser.NextTimeout <= _now)
        {
            _browser.HandleTimeout(_now);
        }

        if (_server.NextTimeout <= _now)
        {
            _server.HandleTimeout(_now);
        }
    }

    private void Exchange()
    {
        bool isBusy = true;
        while (isBusy)
        {
            isBusy = Move(_browser, _server) | Move(_server, _browser);
        }
    }

    private bool Move(DataChannelEndpoint from, DataChannelEndpoint to)
    {
        bool any = false;
        while (from.TryPollTransmit(_packet, out int length))
        {
            any = true;
            to.HandleDatagram(_packet.AsSpan(0, length), _now);
            while (to.TryPollEvent(out DataChannelEvent happened))
            {
                _received += happened.Kind == DataChannelEventKind.Message ? 1 : 0;
            }
        }

        return any;
    }
}
