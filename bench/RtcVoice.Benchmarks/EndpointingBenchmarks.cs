using BenchmarkDotNet.Attributes;
using RtcVoice.Audio.Endpointing;
using RtcVoice.Audio.Vad;

namespace RtcVoice.Benchmarks;

/// <summary>What finding the end of a turn costs one call: 20 ms of listening, a judgement in a pause, a window of Silero.</summary>
[MemoryDiagnoser]
public class EndpointingBenchmarks : IDisposable
{
    private const int Piece = TurnEndJudge.SampleRate / 50;
    private const int Seconds = 6;

    private readonly short[] _voice = MakeVoice();
    private readonly TurnEndJudge _judge = new();
    private readonly float[] _features = new float[WhisperFeatures.Bands * WhisperFeatures.Frames];
    private SileroModel _model = null!;
    private SileroVad _vad = null!;
    private int _at;

    [GlobalSetup]
    public void SetUp()
    {
        _model = SileroModel.Load(Environment.GetEnvironmentVariable("RTCVOICE_VAD_MODEL"));
        _vad = new SileroVad(_model);
        _judge.Write(_voice);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _vad.Dispose();
        _model.Dispose();
    }

    /// <summary>20 ms of sound: two frames of loudness, pitch and spectrum.</summary>
    [Benchmark]
    public void Listen() => _judge.Write(Next(Piece));

    /// <summary>A judgement of 6 s, the most that is looked at.</summary>
    [Benchmark]
    public float Judge() => _judge.Judge();

    /// <summary>32 ms of sound.</summary>
    [Benchmark]
    public float SileroWindow() => _vad.Process(Next(SileroVad.WindowSamples));

    /// <summary>The input of a turn model, 8 s; on a thread of the pool.</summary>
    [Benchmark]
    public void WhisperInput() => WhisperFeatures.Compute(_voice, _features);

    private static short[] MakeVoice()
    {
        var random = new Random(1);
        short[] voice = new short[Seconds * TurnEndJudge.SampleRate];
        double phase = 0;
        for (int i = 0; i < voice.Length; i++)
        {
            double t = (double)i / TurnEndJudge.SampleRate;
            phase += (130 + (40 * Math.Sin(3 * t))) / TurnEndJudge.SampleRate;
            double loudness = 0.6 + (0.4 * Math.Sin(2 * Math.PI * 4 * t));
            double harmonics = Enumerable.Range(1, 8).Sum(h => Math.Sin(2 * Math.PI * h * phase) / h);
            voice[i] = (short)(4_000 * loudness * (harmonics + (0.1 * (random.NextDouble() - 0.5))));
        }

        return voice;
    }

    private ReadOnlySpan<short> Next(int length)
    {
        _at = _at + length > _voice.Length - length ? 0 : _at + length;
        return _voice.AsSpan(_at, length);
    }
}
