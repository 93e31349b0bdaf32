using RtcVoice.Timing;

namespace RtcVoice.Transport.Tests;

public sealed class TokenBucketTests
{
    [Test]
    public void A_burst_of_one_second_passes_and_the_next_packet_does_not()
    {
        var budget = new TokenBucket(300);
        var now = new Instant(5_000_000_000);
        int passed = Enumerable.Range(0, 1000).Count(_ => budget.TryTake(now));
        Assert.That(passed, Is.EqualTo(300).Within(1));
    }

    [Test]
    public void A_steady_call_never_runs_out()
    {
        var budget = new TokenBucket(300);
        bool[] taken = [.. Enumerable.Range(0, 10_000).Select(i => budget.TryTake(new Instant(i * 10_000_000L)))];
        Assert.That(taken, Is.All.True);
    }

    [Test]
    public void A_flood_gets_the_rate_and_no_more()
    {
        var budget = new TokenBucket(300);
        int passed = Enumerable.Range(0, 100_000).Count(i => budget.TryTake(new Instant(i * 100_000L)));
        Assert.That(passed, Is.EqualTo(300 * 10 + 300).Within(5));
    }
}
