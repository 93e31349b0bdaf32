using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using RtcVoice.Audio.Opus;
using RtcVoice.Pacing.Frames;
using RtcVoice.Pacing.Playout;
using RtcVoice.Timing;

namespace RtcVoice.Benchmarks;

/// <summary>
/// What it costs to note a frame that departed, and to tell what departed at a time half a second ago, after ten minutes of
/// answers of 5 s; beside a list with an entry per frame.
/// </summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
public class LedgerBenchmarks
{
    private const int Frames = 30_000;
    private const int FramesPerAnswer = 250;
    private const int FramesBack = 25;

    private readonly PlayoutLedger _ledger = new();
    private readonly List<Departure> _list = [];
    private int _frame;

    [GlobalSetup]
    public void SetUp()
    {
        while (_frame < Frames)
        {
            Departure departure = Next();
            _ledger.Add(departure);
            _list.Add(departure);
        }
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("note")]
    public void NoteInList()
    {
        _list.RemoveAt(_list.Count - 1);
        _list.Add(Next());
    }

    [Benchmark]
    [BenchmarkCategory("note")]
    public void NoteInLedger() => _ledger.Add(Next());

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("find")]
    public bool FindInList()
    {
        long time = _list[^1].MediaTime - (FramesBack * OpusFormat.FrameSamples);
        return _list.FindLastIndex(d => d.MediaTime <= time) >= 0;
    }

    [Benchmark]
    [BenchmarkCategory("find")]
    public bool FindInLedger() => _ledger.TryFind(_ledger.DepartedThrough - (FramesBack * OpusFormat.FrameSamples), out _);

    /// <summary>All that was heard of an answer, as a cut asks.</summary>
    [Benchmark]
    [BenchmarkCategory("find")]
    public long PositionInLedger() => _ledger.PositionOf(_frame / FramesPerAnswer, long.MaxValue);

    private Departure Next()
    {
        int frame = _frame++;
        var tag = new FrameTag((frame / FramesPerAnswer) + 1, frame % FramesPerAnswer * OpusFormat.FrameSamples, OpusFormat.FrameSamples, FrameContent.Speech);
        return new Departure((long)frame * OpusFormat.FrameSamples, tag, Instant.Origin);
    }
}
