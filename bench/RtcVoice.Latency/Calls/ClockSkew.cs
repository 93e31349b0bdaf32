using Microsoft.Playwright;

namespace RtcVoice.Latency.Calls;

/// <summary>How far a page's wall clock is ahead of this process's, by asking it the time.</summary>
/// <param name="Ahead">Told from the fastest of some questions.</param>
/// <param name="RoundTrip">How long that one took: the skew is good to half of it.</param>
internal readonly record struct ClockSkew(TimeSpan Ahead, TimeSpan RoundTrip)
{
    private const int Questions = 20;

    /// <summary>Asks a page that has a <c>caller</c>.</summary>
    public static async Task<ClockSkew> MeasureAsync(IPage page)
    {
        var best = new ClockSkew(default, TimeSpan.MaxValue);
        for (int i = 0; i < Questions; i++)
        {
            DateTime asked = DateTime.UtcNow;
            double told = await page.EvaluateAsync<double>("() => caller.wallTime()");
            TimeSpan roundTrip = DateTime.UtcNow - asked;
            if (roundTrip < best.RoundTrip)
            {
                best = new ClockSkew(DateTime.UnixEpoch + TimeSpan.FromMilliseconds(told) - (asked + (roundTrip / 2)), roundTrip);
            }
        }

        return best;
    }

    /// <inheritdoc />
    public override string ToString() => $"page ahead by {Ahead.TotalMilliseconds:F2} ms, good to {RoundTrip.TotalMilliseconds / 2:F2} ms";
}
