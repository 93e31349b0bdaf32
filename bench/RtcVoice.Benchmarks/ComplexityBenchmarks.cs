using BenchmarkDotNet.Attributes;
using RtcVoice.Audio.Opus;

namespace RtcVoice.Benchmarks;

/// <summary>What each complexity of Opus costs for 20 ms of voice: the steps by which a server under load goes down.</summary>
public class ComplexityBenchmarks : IDisposable
{
    private const int Frames = 500;

    private readonly short[] _voice = SyntheticVoice.Make(Frames);
    private readonly byte[] _packet = new byte[OpusFormat.MaxFramePacketBytes];
    private OpusEncoder _encoder = null!;
    private int _at;

    /// <summary>The effort, 0 to 10.</summary>
    [Params(0, 1, 2, 3, 4, 5, 6, 7, 8, 10)]
    public int Complexity { get; set; }

    [GlobalSetup]
    public void SetUp() => _encoder = new OpusEncoder(new OpusEncoderOptions { Complexity = Complexity });

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _encoder?.Dispose();
    }

    [Benchmark]
    public int Encode()
    {
        _at = (_at + 1) % Frames;
        return _encoder.Encode(_voice.AsSpan(_at * OpusFormat.FrameSamples, OpusFormat.FrameSamples), _packet);
    }
}
