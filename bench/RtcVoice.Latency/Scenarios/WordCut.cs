namespace RtcVoice.Latency.Scenarios;

/// <summary>One cut of a story.</summary>
internal sealed record WordCut
{
    /// <summary>What the server says was heard, in ms.</summary>
    public required int AudioEnd { get; init; }

    /// <summary>What was rendered, in ms; where the cut fell into a pause, to the last sound before it.</summary>
    public required double Rendered { get; init; }

    /// <summary>The words of which more than half was rendered.</summary>
    public required string Rightly { get; init; }

    /// <summary>The words that the conversation keeps.</summary>
    public required string Kept { get; init; }

    /// <summary>Whether those are the same.</summary>
    public bool IsRight => Rightly == Kept;

    /// <summary>How many words it keeps too many; negative when it keeps too few.</summary>
    public int WordsTooMany => Count(Kept) - Count(Rightly);

    private static int Count(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
}
