using System.Diagnostics;
using System.Globalization;

namespace RtcVoice.Fuzz.Engine;

/// <summary>The loop of a worker process: picks an input, changes it, runs it, and keeps it when it went somewhere new.</summary>
internal sealed class FuzzWorker
{
    /// <summary>The exit code of a worker whose target threw; its parent keeps the input.</summary>
    public const int FailedExitCode = 3;

    // The clock costs as much as a small input; it is read once in so many.
    private const int ExecutionsPerClock = 64;

    // Every so often the parent is one of the inputs kept last, which are the least explored.
    private const int RecentInputs = 16;

    // A corpus is committed: a few small files for a target.
    private const int MaxGrown = 16;
    private const int MaxGrownLength = 512;

    private readonly FuzzTarget _target;
    private readonly FuzzRandom _random;
    private readonly Mutator _mutator;
    private readonly Coverage _coverage = new();
    private readonly List<byte[]> _kept = [];
    private readonly WorkerState _state;
    private readonly int _seeds;

    public FuzzWorker(FuzzTarget target, ulong seed, string corpusFolder, WorkerState state)
    {
        _target = target;
        _random = new FuzzRandom(seed);
        _mutator = new Mutator(_random, target.ReadWords());
        _state = state;
        _kept.AddRange(target.ReadSeeds(corpusFolder));
        _seeds = _kept.Count;
    }

    /// <summary>Runs for so long; prints the summary, or what was thrown.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="growFolder">Where inputs that went somewhere new are written at the end, or null.</param>
    public int Run(TimeSpan duration, string? growFolder)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            for (int i = 0; i < _seeds; i++)
            {
                _ = IsNew(_kept[i]);
            }

            while (_state.Executions % ExecutionsPerClock != 0 || Stopwatch.GetElapsedTime(start) < duration)
            {
                ReadOnlySpan<byte> input = _mutator.Mutate(Pick(), _kept[_random.Below(_kept.Count)]);
                if (IsNew(input))
                {
                    _kept.Add(input.ToArray());
                }
            }
        }
#pragma warning disable CA1031 // whatever a target throws is what we are looking for
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (exception is HistoryFailureException { Input.Length: <= Mutator.MaxLength } failure)
            {
                _state.Begin(failure.Input);
            }

            Console.WriteLine(exception);
            return FailedExitCode;
        }

        if (growFolder is not null)
        {
            Findings.WriteAll(Path.Combine(growFolder, _target.Name), Distil());
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_target.Name}: {_state.Executions} executions in {seconds:F1} s ({_state.Executions / seconds:F0}/s), {_coverage.Edges} edges, {_kept.Count - _seeds} inputs kept of {_seeds} seeds"));
        return 0;
    }

    // Of all that was kept, the few that go where no seed goes: long ones first, since each goes to many places.
    private List<byte[]> Distil()
    {
        var coverage = new Coverage();
        var chosen = new List<byte[]>();
        foreach (byte[] input in _kept.Take(_seeds).Concat(_kept.Skip(_seeds).Where(input => input.Length <= MaxGrownLength).OrderByDescending(input => input.Length)))
        {
            int edges = coverage.Edges;
            coverage.Begin();
            _target.Fuzz(input);
            _ = coverage.End();
            if (coverage.Edges > edges && !_kept.Take(_seeds).Contains(input) && chosen.Count < MaxGrown)
            {
                chosen.Add(input);
            }
        }

        return chosen;
    }

    private bool IsNew(ReadOnlySpan<byte> input)
    {
        _state.Begin(input);
        _coverage.Begin();
        _target.Fuzz(input);
        return _coverage.End();
    }

    private byte[] Pick()
    {
        int recent = Math.Min(RecentInputs, _kept.Count);
        if (_random.Below(4) == 0)
        {
            return _kept[_kept.Count - 1 - _random.Below(recent)];
        }

        // Of two, the shorter: it runs faster, and a change is likelier to hit what matters.
        byte[] one = _kept[_random.Below(_kept.Count)];
        byte[] other = _kept[_random.Below(_kept.Count)];
        return one.Length <= other.Length ? one : other;
    }
}
