using RtcVoice.Load.Servers;

namespace RtcVoice.Load.Runs;

/// <summary>How long collections stopped the server at a time.</summary>
/// <param name="Count">How often.</param>
/// <param name="Longest">The longest times, the longest first.</param>
internal sealed record PauseTimes(int Count, IReadOnlyList<CollectionPause> Longest)
{
    private const int Kept = 5;

    /// <summary>What was between two readings; null where the server could not be read.</summary>
    public static PauseTimes? Between(ServerFigures? before, ServerFigures? after)
    {
        if (before is null || after is null)
        {
            return null;
        }

        List<CollectionPause> pauses = [.. after.Pauses.Skip(before.Pauses.Count)];
        return new PauseTimes(pauses.Count, [.. pauses.OrderByDescending(p => p.Milliseconds).Take(Kept)]);
    }
}
