namespace RtcVoice.Server.Calls;

/// <summary>The complexities of Opus that a server goes down by, the best first, and what they cost beside each other.</summary>
internal sealed class ComplexitySteps
{
    /// <summary>
    /// Processor time of a frame at each complexity, in microseconds, measured with libopus 1.3.1 at 32 kb/s with FEC, and 40
    /// kb/s below 2 (bench/README.md).
    /// </summary>
    private static readonly double[] Costs = [83, 91, 135, 143, 172, 172, 240, 259, 340, 340, 340];

    /// <summary>Each saves a sixth and more of the one before; those between save next to nothing.</summary>
    private static readonly int[] Worthwhile = [6, 5, 3, 1];

    private readonly int[] _steps;

    /// <summary>Makes the steps between two complexities; one step where there is nothing between.</summary>
    public ComplexitySteps(int best, int least)
    {
        IEnumerable<int> between = Worthwhile.Where(c => c < best && c > least);
        _steps = least < best ? [best, .. between, least] : [best];
    }

    /// <summary>How many there are.</summary>
    public int Count => _steps.Length;

    /// <summary>A complexity, 0 being the best.</summary>
    public int this[int step] => _steps[step];

    /// <summary>What encoding costs at a step, as a multiple of what it costs at another.</summary>
    public double CostOver(int step, int other) => Costs[_steps[step]] / Costs[_steps[other]];
}
