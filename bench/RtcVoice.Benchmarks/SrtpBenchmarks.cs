using BenchmarkDotNet.Attributes;
using RtcVoice.Rtc.Rtp;
using RtcVoice.Rtc.Srtp;

namespace RtcVoice.Benchmarks;

/// <summary>
/// A 100-byte payload behind a 12-byte header, by profile: libcrypto's ciphers beside the runtime's (the baseline), and the
/// contexts that calls use, with their indices and windows. Unprotecting includes the copy of a sealed packet to open.
/// </summary>
[MemoryDiagnoser]
public class SrtpBenchmarks : IDisposable
{
    private const int PayloadLength = 100;
    private const int PacketLength = RtpHeader.Size + PayloadLength;
    private const uint Ssrc = 0xCAFEBABE;

    private static readonly SrtpPacketIndex Index = SrtpPacketIndex.OfRtp(Ssrc, 1);

    private readonly byte[] _sealed = new byte[PacketLength + SrtpProfileLengths.MaxTag];
    private readonly byte[] _buffer = new byte[PacketLength + SrtpProfileLengths.MaxTag];
    private int _tagLength;
    private SrtpCipher _stock = null!;
    private SrtpCipher _openSsl = null!;
    private SrtpSender _sender = null!;
    private SrtpReceiver _receiver = null!;
    private ushort _sequenceNumber;

    [Params("GCM", "CM")]
    public string Profile { get; set; } = "GCM";

    [GlobalSetup]
    public void Setup()
    {
        SrtpProfile profile = Profile == "GCM" ? SrtpProfile.AeadAes128Gcm : SrtpProfile.Aes128CmHmacSha1Tag80;
        _tagLength = profile.TagLength();
        var random = new Random(3711);
        var exported = new byte[profile.ExportedLength()];
        random.NextBytes(exported);
        using var material = new SrtpKeyingMaterial(profile, exported);
        using SrtpSessionKeys keys = SrtpSessionKeys.Derive(material.Server, SrtpPacketKind.Rtp);
        bool isGcm = profile == SrtpProfile.AeadAes128Gcm;
        _stock = isGcm ? new StockGcmCipher(keys, SrtpPacketKind.Rtp) : new StockCmCipher(keys);
        _openSsl = isGcm ? new OpenSslGcmCipher(keys, SrtpPacketKind.Rtp) : new OpenSslCmCipher(keys);
        _sender = new SrtpSender(material.Server);
        _receiver = new SrtpReceiver(material.Server);
        new RtpHeader(111, IsMarked: false, 1, default, Ssrc).Write(_sealed);
        random.NextBytes(_sealed.AsSpan(RtpHeader.Size, PayloadLength));
        _sealed.CopyTo(_buffer, 0);
        _stock.Seal(Index, _sealed.AsSpan(0, PacketLength), RtpHeader.Size, _sealed.AsSpan(PacketLength, _tagLength));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _stock.Dispose();
        _openSsl.Dispose();
        _sender.Dispose();
        _receiver.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public void ProtectStock() => Seal(_stock);

    [Benchmark]
    public void ProtectOpenSsl() => Seal(_openSsl);

    [Benchmark]
    public bool UnprotectStock() => Open(_stock);

    [Benchmark]
    public bool UnprotectOpenSsl() => Open(_openSsl);

    [Benchmark]
    public int SenderContext() => Protect();

    [Benchmark]
    public bool SenderAndReceiverContext() => _receiver.TryUnprotect(_buffer.AsSpan(0, Protect()), out _);

    private void Seal(SrtpCipher cipher) =>
        cipher.Seal(Index, _buffer.AsSpan(0, PacketLength), RtpHeader.Size, _buffer.AsSpan(PacketLength, _tagLength));

    private bool Open(SrtpCipher cipher)
    {
        _sealed.CopyTo(_buffer.AsSpan());
        return cipher.Open(Index, _buffer.AsSpan(0, PacketLength), RtpHeader.Size, _buffer.AsSpan(PacketLength, _tagLength));
    }

    private int Protect()
    {
        new RtpHeader(111, IsMarked: false, ++_sequenceNumber, default, Ssrc).Write(_buffer);
        _sender.TryProtect(_buffer, PacketLength, out int length);
        return length;
    }
}
