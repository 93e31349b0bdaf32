using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Turns;

namespace RtcVoice.Conversation.Tests.Turns;

public sealed class TurnPatienceTests
{
    [TestCase(Eagerness.Low, 8_000)]
    [TestCase(Eagerness.Medium, 4_000)]
    [TestCase(Eagerness.Auto, 4_000)]
    [TestCase(Eagerness.High, 2_000)]
    public void Behind_what_sounds_unfinished_it_waits_for_the_maximum_of_the_eagerness(Eagerness eagerness, int milliseconds) =>
        Assert.That(TurnPatience.Of(eagerness).WaitFor(0).TotalMilliseconds, Is.EqualTo(milliseconds).Within(1));

    [Test]
    public void The_more_finished_it_sounds_the_shorter_it_waits_or_as_short([Values] Eagerness eagerness)
    {
        var patience = TurnPatience.Of(eagerness);
        TimeSpan[] waits = [.. Enumerable.Range(0, 11).Select(i => patience.WaitFor(i / 10f))];
        Assert.That(waits, Is.Ordered.Descending);
        Assert.That(waits[^1].TotalMilliseconds, Is.LessThan(600));
    }

    [Test]
    public void The_more_eager_the_shorter_it_waits([Values(0f, 0.3f, 0.6f, 1f)] float ended) =>
        Assert.That(
            new[] { Eagerness.Low, Eagerness.Medium, Eagerness.High }.Select(e => TurnPatience.Of(e).WaitFor(ended)),
            Is.Ordered.Descending);
}
