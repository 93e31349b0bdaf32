using RtcVoice.Conversation.Transcripts;

namespace RtcVoice.Conversation.Tests.Transcripts;

public sealed class TranscriptTimelineTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [TestCase(0, "")]
    [TestCase(240, "")]
    [TestCase(260, "One")]
    [TestCase(740, "One")]
    [TestCase(760, "One two,")]
    [TestCase(2240, "One two,")]
    [TestCase(2260, "One two, three.")]
    public void Words_whose_times_are_known_count_from_their_middle(int heardMs, string expected)
    {
        var timeline = new TranscriptTimeline();
        timeline.Add("One ", TimeSpan.Zero, (TimeSpan.Zero, TimeSpan.FromMilliseconds(500)));
        timeline.Add("two, ", TimeSpan.Zero, (TimeSpan.FromMilliseconds(500), Second));
        timeline.Add("three.", TimeSpan.Zero, (TimeSpan.FromMilliseconds(2000), TimeSpan.FromMilliseconds(2500)));
        Assert.That(timeline.HeardBy(TimeSpan.FromMilliseconds(heardMs), 3 * Second, isWhole: true), Is.EqualTo(expected));
    }

    [Test]
    public void Words_without_times_share_the_sound_by_their_length()
    {
        var timeline = new TranscriptTimeline();
        timeline.Add("aaaa bbbb cccc dddd ", TimeSpan.Zero, null);
        Assert.That(timeline.HeardBy(2 * Second, 4 * Second, isWhole: true), Is.EqualTo("aaaa bbbb"));
        Assert.That(timeline.HeardBy(4 * Second, 4 * Second, isWhole: true), Is.EqualTo("aaaa bbbb cccc dddd "));
    }

    [Test]
    public void Words_that_came_behind_a_sound_are_not_heard_before_it()
    {
        var timeline = new TranscriptTimeline();
        timeline.Add("first ", TimeSpan.Zero, null);
        timeline.Add("second", 5 * Second, null);
        Assert.That(timeline.HeardBy(4 * Second, 6 * Second, isWhole: false), Is.EqualTo("first"));
    }

    [Test]
    public void Nothing_said_is_nothing_heard() =>
        Assert.That(new TranscriptTimeline().HeardBy(Second, Second, isWhole: false), Is.Empty);
}
