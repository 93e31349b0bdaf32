namespace RtcVoice.BrowserKit.Agents;

/// <summary>What a <see cref="ScriptedAgent"/> says and how its sound comes. The defaults are how native audio models were seen to stream.</summary>
public sealed record AgentScript
{
    /// <summary>How long each answer is.</summary>
    public required IReadOnlyList<TimeSpan> Answers { get; init; }

    /// <summary>Whether each answer waits for a turn of the person; otherwise it follows the last one after a pause.</summary>
    public bool WaitsForTurns { get; init; }

    /// <summary>Whether the first answer waits for nobody, even where the others do.</summary>
    public bool SpeaksFirst { get; init; }

    /// <summary>The time between two answers that wait for nobody.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The shortest burst.</summary>
    public TimeSpan ShortestChunk { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest burst.</summary>
    public TimeSpan LongestChunk { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How much faster than real time the bursts come on average.</summary>
    public double Speed { get; init; } = 1.3;

    /// <summary>A stall follows every so many bursts.</summary>
    public ulong ChunksPerStall { get; init; } = 10;

    /// <summary>How long it lasts.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromMilliseconds(300);
}
