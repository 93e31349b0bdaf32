using RtcVoice.Server.Calls;

namespace RtcVoice.Server.Tests.Calls;

/// <summary>How long calls that are over are remembered.</summary>
public sealed class EndedCallsTests
{
    [Test]
    public void The_last_thousand_are_remembered()
    {
        var ended = new EndedCalls();
        for (int i = 0; i < 1001; i++)
        {
            ended.Add(Call(i, 10));
        }

        Assert.That(ended.Find("rtc_0"), Is.Null);
        Assert.That(ended.Find("rtc_1"), Is.Not.Null);
        Assert.That(ended.Find("rtc_1000"), Is.Not.Null);
    }

    [Test]
    public void Long_conversations_push_the_oldest_out_and_the_last_one_stays_however_long_it_is()
    {
        const int Mega = 1024 * 1024;
        var ended = new EndedCalls();
        ended.Add(Call(1, 30 * Mega));
        ended.Add(Call(2, 30 * Mega));
        Assert.That(ended.Find("rtc_1"), Is.Not.Null);
        ended.Add(Call(3, 30 * Mega));
        Assert.That(ended.Find("rtc_1"), Is.Null);
        Assert.That(ended.Find("rtc_2"), Is.Not.Null);
        ended.Add(Call(4, 70 * Mega));
        Assert.That(ended.Find("rtc_3"), Is.Null);
        Assert.That(ended.Find("rtc_4"), Is.Not.Null);
    }

    private static EndedCall Call(int number, int bytes) =>
        new(new CallView { Id = $"rtc_{number}", Transport = "webrtc", State = "ended", DurationMs = 1 }, new byte[bytes]);
}
