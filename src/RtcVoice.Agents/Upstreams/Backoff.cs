namespace RtcVoice.Agents.Upstreams;

/// <summary>How long to wait before a connection is tried again: twice as long each time, up to a bound, and never quite the same.</summary>
/// <param name="random">A number from 0 to 1: calls that lost their provider together come back one by one.</param>
internal sealed class Backoff(Func<double> random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Func<double> _random = random;
    private TimeSpan _next = First;

    /// <summary>The next wait: from half of what is due to all of it.</summary>
    public TimeSpan Next()
    {
        TimeSpan wait = _next * (0.5 + (_random() / 2));
        _next = 2 * _next < Longest ? 2 * _next : Longest;
        return wait;
    }

    /// <summary>A connection has proved good: the next wait is the first again.</summary>
    public void Reset() => _next = First;
}
