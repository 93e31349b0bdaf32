using System.Net;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using RtcVoice.Rtc;
using RtcVoice.Rtc.Ice;
using RtcVoice.Rtc.Stun;
using RtcVoice.Timing;

namespace RtcVoice.Benchmarks;

/// <summary>What one binding request of a connected browser costs, and what a hostile one costs.</summary>
[MemoryDiagnoser]
public class StunBenchmarks
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(21);

    /// <summary>What is signed of an answer, about.</summary>
    private const int AnswerLength = 44;

    private readonly byte[] _digest = new byte[HMACSHA1.HashSizeInBytes];
    private readonly byte[] _buffer = new byte[StunMessage.MaxLength];
    private readonly IceCredentials _credentials = new("Abcd1234+/EF", "0123456789abcdefGHIJKLMN");
    private IceLiteAgent _agent = null!;
    private TransportTuple _source;
    private byte[] _request = [];
    private byte[] _forged = [];
    private Instant _now = Instant.Origin;

    /// <summary>Connects one browser.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _source = TransportTuple.From(TransportProtocol.Udp, new IPEndPoint(IPAddress.Parse("198.51.100.7"), 50000));
        _agent = new IceLiteAgent(_credentials, "clnt", _now);
        _request = BuildRequest(_credentials.Key);
        _forged = BuildRequest(Encoding.ASCII.GetBytes(new string('a', 24)));
        _agent.HandleDatagram(_source, _request, _now);
        while (_agent.TryPollEvent(out _) || _agent.TryPollTransmit(_buffer, out _, out _))
        {
        }
    }

    /// <summary>What no answer can do without: the two HMACs, by the runtime's class.</summary>
    [Benchmark(Baseline = true)]
    public int TwoHmacs() =>
        HMACSHA1.HashData(_credentials.Key, _request, _digest) + HMACSHA1.HashData(_credentials.Key, _request.AsSpan(0, AnswerLength), _digest);

    /// <summary>Read, verify, answer, sign.</summary>
    [Benchmark]
    public int AnswerRequest()
    {
        _now += Interval;
        _agent.HandleDatagram(_source, _request, _now);
        _agent.TryPollTransmit(_buffer, out int length, out _);
        return length;
    }

    /// <summary>Read and refuse, from an address that we know: the dearest forgery.</summary>
    [Benchmark]
    public bool RefuseForgery()
    {
        _now += Interval;
        _agent.OnMediaAuthenticated(_now);
        return _agent.HandleDatagram(_source, _forged, _now) == IceVerdict.BadIntegrity;
    }

    /// <summary>What the demux does for a datagram of an unknown address.</summary>
    [Benchmark]
    public int PeekUfrag() => StunMessage.TryReadServerUfrag(_request, out ReadOnlySpan<byte> ufrag) ? ufrag.Length : 0;

    /// <summary>The CRC-32 of FINGERPRINT over a request.</summary>
    [Benchmark]
    public uint Fingerprint() => StunFingerprint.Compute(_request.AsSpan(0, _request.Length - 8));

    private byte[] BuildRequest(ReadOnlySpan<byte> key)
    {
        var writer = new StunWriter(_buffer, StunClass.Request, new StunTransactionId(1, 2));
        writer.WriteUsername(_credentials.UfragBytes, "clnt"u8);
        writer.WriteAttribute((StunAttributeType)0xC057, [0, 1, 0, 10]);
        writer.WriteIceControlling(1);
        writer.WriteUseCandidate();
        writer.WritePriority(0x6E7F00FF);
        return _buffer[..writer.Complete(key)];
    }
}
