using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using RtcVoice.Audio.JitterBuffer;
using RtcVoice.Audio.Opus;
using RtcVoice.Audio.Resampling;
using RtcVoice.Audio.Vad;
using RtcVoice.Timing;

namespace RtcVoice.Benchmarks;

/// <summary>
/// What 20 ms of one call cost on their way through the audio: coding, resampling, buffering, and listening (32 ms). The
/// voice is synthetic, voiced and unvoiced by turns, so that the figures need no recording.
/// </summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
public class AudioBenchmarks : IDisposable
{
    private const int Frame = OpusFormat.FrameSamples;
    private const int Frames = 500;

    private readonly short[] _voice = SyntheticVoice.Make(Frames);
    private readonly List<byte[]> _packets = [];
    private readonly byte[] _packet = new byte[OpusFormat.MaxFramePacketBytes];
    private readonly short[] _pcm = new short[2 * Frame];
    private OpusEncoder _encoder = null!;
    private OpusEncoderSnapshot _snapshot = null!;
    private OpusDecoder _decoder = null!;
    private OpusState _bareEncoder = null!;
    private OpusState _bareDecoder = null!;
    private Resampler _up = null!;
    private Resampler _down = null!;
    private UplinkJitterBuffer _buffer = null!;
    private UplinkDecoder _uplink = null!;
    private SileroModel _model = null!;
    private SileroVad _vad = null!;
    private int _at;
    private long _sequence;

    [GlobalSetup]
    public void SetUp()
    {
        _encoder = new OpusEncoder();
        _snapshot = new OpusEncoderSnapshot();
        _decoder = new OpusDecoder();
        _bareEncoder = MakeBareEncoder();
        _bareDecoder = new OpusState(OpusNative.DecoderGetSize(1));
        OpusException.ThrowIfFailed(OpusNative.DecoderInit(_bareDecoder, OpusFormat.SampleRate, 1), "opus_decoder_init");
        _up = new Resampler(24_000, 48_000);
        _down = new Resampler(48_000, 16_000);
        _buffer = new UplinkJitterBuffer();
        _uplink = new UplinkDecoder();
        _model = SileroModel.Load(Environment.GetEnvironmentVariable("RTCVOICE_VAD_MODEL"));
        _vad = new SileroVad(_model);
        for (int i = 0; i < Frames; i++)
        {
            _packets.Add(_packet[.._encoder.Encode(_voice.AsSpan(i * Frame, Frame), _packet)]);
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _encoder.Dispose();
        _snapshot.Dispose();
        _decoder.Dispose();
        _bareEncoder.Dispose();
        _bareDecoder.Dispose();
        _uplink.Dispose();
        _vad.Dispose();
        _model.Dispose();
    }

    /// <summary>libopus by itself, with the same settings.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("encode")]
    public int EncodeBare() => OpusNative.Encode(_bareEncoder, _voice.AsSpan(Next() * Frame, Frame), Frame, _packet, _packet.Length);

    /// <summary>32 kb/s, complexity 5, FEC for 10 % loss.</summary>
    [Benchmark]
    [BenchmarkCategory("encode")]
    public int Encode() => _encoder.Encode(_voice.AsSpan(Next() * Frame, Frame), _packet);

    [Benchmark]
    [BenchmarkCategory("encode")]
    public void SaveEncoder() => _encoder.SaveTo(_snapshot);

    /// <summary>libopus by itself.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("decode")]
    public int DecodeBare()
    {
        byte[] packet = _packets[Next()];
        return OpusNative.Decode(_bareDecoder, packet, packet.Length, _pcm, _pcm.Length, 0);
    }

    [Benchmark]
    [BenchmarkCategory("decode")]
    public bool Decode() => _decoder.TryDecode(_packets[Next()], _pcm, out _);

    [Benchmark]
    [BenchmarkCategory("decode")]
    public void Conceal() => _decoder.Conceal(_pcm.AsSpan(0, Frame));

    /// <summary>What is no resampler but sounds like one: the mean of neighbours between two samples.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("resample")]
    public int Interpolate24To48()
    {
        ReadOnlySpan<short> voice = _voice.AsSpan(Next() * Frame, Frame / 2);
        for (int i = 0; i + 1 < voice.Length; i++)
        {
            _pcm[2 * i] = voice[i];
            _pcm[(2 * i) + 1] = (short)((voice[i] + voice[i + 1]) / 2);
        }

        return 2 * voice.Length;
    }

    [Benchmark]
    [BenchmarkCategory("resample")]
    public int Resample24To48() => _up.Process(_voice.AsSpan(Next() * Frame, Frame / 2), _pcm);

    [Benchmark]
    [BenchmarkCategory("resample")]
    public int Resample48To16() => _down.Process(_voice.AsSpan(Next() * Frame, Frame), _pcm);

    [Benchmark]
    [BenchmarkCategory("uplink")]
    public int JitterBufferPutAndPull()
    {
        Instant now = Instant.Origin + TimeSpan.FromMilliseconds(20 * _sequence);
        _buffer.Put(_sequence, _sequence * Frame, _packets[(int)(_sequence % Frames)], now);
        _sequence++;
        return _buffer.Pull(now).Samples;
    }

    [Benchmark]
    [BenchmarkCategory("uplink")]
    public bool UplinkPutAndPull()
    {
        Instant now = Instant.Origin + TimeSpan.FromMilliseconds(20 * _sequence);
        _uplink.Put(_sequence, _sequence * Frame, _packets[(int)(_sequence % Frames)], now);
        _sequence++;
        return _uplink.Pull(now, _pcm.AsSpan(0, Frame)).IsQuiet;
    }

    [Benchmark]
    [BenchmarkCategory("listen")]
    public float VadWindow() => _vad.Process(_voice.AsSpan(Next() * Frame, SileroVad.WindowSamples));

    private static OpusState MakeBareEncoder()
    {
        OpusEncoderOptions options = OpusEncoderOptions.Default;
        var encoder = new OpusState(OpusNative.EncoderGetSize(1));
        OpusException.ThrowIfFailed(OpusNative.EncoderInit(encoder, OpusFormat.SampleRate, 1, OpusNative.ApplicationVoip), "opus_encoder_init");
        (int Request, int Value)[] settings =
        [
            (OpusNative.SetVbr, 1), (OpusNative.SetSignal, OpusNative.SignalVoice), (OpusNative.SetBitrate, options.Bitrate), (OpusNative.SetComplexity, options.Complexity),
            (OpusNative.SetInbandFec, options.UseForwardErrorCorrection ? 1 : 0), (OpusNative.SetPacketLossPercent, options.ExpectedPacketLossPercent),
        ];
        foreach ((int request, int value) in settings)
        {
            OpusException.ThrowIfFailed(OpusNative.EncoderControl(encoder, request, value), "opus_encoder_ctl");
        }

        return encoder;
    }

    private int Next() => _at = (_at + 1) % Frames;
}
