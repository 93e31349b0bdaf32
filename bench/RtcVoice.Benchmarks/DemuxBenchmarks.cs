using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using RtcVoice.Rtc;
using RtcVoice.Transport.Udp;

namespace RtcVoice.Benchmarks;

/// <summary>
/// From a datagram and the kernel's address of its sender to what it is and whose it is, among 1,000 peers; beside what
/// System.Net offers for that, an endpoint for each datagram.
/// </summary>
[MemoryDiagnoser]
public class DemuxBenchmarks
{
    private const int Peers = 1_000;

    private readonly Dictionary<TransportTuple, object> _byTuple = [];
    private readonly Dictionary<EndPoint, object> _byEndPoint = [];
    private readonly SocketAddress[] _senders = new SocketAddress[Peers];
    private readonly IPEndPoint _any = new(IPAddress.Any, 0);
    private readonly byte[] _datagram = new byte[120];
    private int _at;

    [GlobalSetup]
    public void SetUp()
    {
        // RTP, version 2.
        _datagram[0] = 0x80;
        _datagram[1] = 111;
        for (int i = 0; i < Peers; i++)
        {
            var sender = new IPEndPoint(new IPAddress([198, 51, (byte)(i / 250), (byte)(i % 250)]), 40_000 + i);
            _senders[i] = sender.Serialize();
            object peer = new();
            _byTuple[TransportTuple.From(TransportProtocol.Udp, sender)] = peer;
            _byEndPoint[sender] = peer;
        }
    }

    /// <summary>The first byte, and a table by endpoint.</summary>
    [Benchmark(Baseline = true)]
    public bool ByEndPoint() => _datagram[0] is >= 128 and <= 191 && _byEndPoint.ContainsKey(_any.Create(_senders[Next()]));

    /// <summary>As the media loop does it.</summary>
    [Benchmark]
    public bool ByTuple() =>
        DatagramKinds.Of(_datagram) != DatagramKind.Unknown
        && _byTuple.ContainsKey(SocketAddressReader.Read(_senders[Next()].Buffer.Span, AddressFamily.InterNetwork));

    private int Next() => _at = (_at + 1) % Peers;
}
