using RtcVoice.Timing;

namespace RtcVoice.Transport.Tests;

public sealed class ReceiveModerationTests
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(20);

    [Test]
    public void Who_is_called_by_few_reads_each_datagram_as_it_comes()
    {
        const int Calls = 9;
        var moderation = new ReceiveModeration();
        for (int i = 0; i < 50 * Calls * 10; i++)
        {
            Assert.That(moderation.MustRest(1, Instant.Origin + (i * FrameTime / Calls)), Is.False);
        }
    }

    [Test]
    public void From_many_datagrams_are_gathered_until_they_are_few_again()
    {
        const int Calls = 100;
        var moderation = new ReceiveModeration();
        Instant now = Instant.Origin + TimeSpan.FromSeconds(10);
        int wakeUps = 0;
        while (!moderation.MustRest(1, now))
        {
            now += FrameTime / Calls;
            wakeUps++;
        }

        Assert.That(wakeUps, Is.InRange(500, 600), "a burst of a second is let pass");
        int each = (int)(ReceiveModeration.Rest / (FrameTime / Calls));
        for (int i = 0; i < 1_000; i++)
        {
            now += ReceiveModeration.Rest;
            Assert.That(moderation.MustRest(each, now));
        }

        now += ReceiveModeration.Rest;
        Assert.That(moderation.MustRest(1, now), Is.False);
    }
}
