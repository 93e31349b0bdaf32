namespace RtcVoice.TestKit.Agents;

/// <summary>
/// How a model delivers speech: bursts of 100 to 400 ms of sound, faster than real time, with a stall now and then.
/// A pure function of the seed.
/// </summary>
public static class BurstSchedule
{
    /// <summary>How long a stall is.</summary>
    public static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(300);

    private const int MinBurstMs = 100;
    private const int MaxBurstMs = 400;
    private const int BurstsPerStall = 5;

    /// <summary>The bursts of a speech, in order.</summary>
    /// <param name="seed">The same seed gives the same bursts.</param>
    /// <param name="length">How much sound there is.</param>
    /// <param name="speed">How many times faster than real time it comes, stalls aside.</param>
    public static IEnumerable<Burst> Cut(int seed, TimeSpan length, double speed)
    {
        var random = new Random(seed);
        TimeSpan start = TimeSpan.Zero;
        for (int i = 1; start < length; i++)
        {
            var burst = TimeSpan.FromMilliseconds(random.Next(MinBurstMs, MaxBurstMs + 1));
            TimeSpan end = start + burst < length ? start + burst : length;
            TimeSpan pause = ((end - start) / speed) + (random.Next(BurstsPerStall) == 0 ? Stall : TimeSpan.Zero);
            yield return new Burst(start, end, pause);
            start = end;
        }
    }

    /// <summary>A piece of sound that comes at once, and how long the source then waits.</summary>
    public readonly record struct Burst(TimeSpan Start, TimeSpan End, TimeSpan PauseAfter);
}
