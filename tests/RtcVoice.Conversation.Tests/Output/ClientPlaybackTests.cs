using RtcVoice.Conversation.Output;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Tests.Output;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class ClientPlaybackTests
{
    private static readonly Instant Start = Instant.Origin + TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ClientPlayback _playback = new();

    [Test]
    public void A_client_plays_no_faster_than_one_speaks_and_no_more_than_it_was_sent()
    {
        _playback.OnSent(1, 2 * Second, Start);
        _playback.OnSent(1, 2 * Second, Start + Second);
        Assert.That(At(1, 0), Is.EqualTo(0).Within(0.001));
        Assert.That(At(1, 1.5), Is.EqualTo(1.5).Within(0.001));
        Assert.That(At(1, 9), Is.EqualTo(4).Within(0.001));
        Assert.That(_playback.PositionOf(1, Start).Departed, Is.EqualTo(4 * Second));
    }

    [Test]
    public void It_waits_where_nothing_came_and_plays_the_next_behind_the_last()
    {
        _playback.OnSent(1, Second, Start);
        _playback.OnSent(1, Second, Start + (3 * Second));
        _playback.OnSent(2, Second, Start + (3 * Second));
        Assert.That(At(1, 3.5), Is.EqualTo(1.5).Within(0.001));
        Assert.That(At(2, 3.5), Is.Zero);
        Assert.That(At(2, 4.25), Is.EqualTo(0.25).Within(0.001));
    }

    [Test]
    public void Behind_a_cut_the_next_is_played_at_once()
    {
        _playback.OnSent(1, 20 * Second, Start);
        _playback.OnCut(Start + Second);
        _playback.OnSent(2, Second, Start + (2 * Second));
        Assert.That(At(2, 2.5), Is.EqualTo(0.5).Within(0.001));
    }

    [Test]
    public void The_oldest_are_forgotten()
    {
        for (int speech = 1; speech <= 1_000; speech++)
        {
            _playback.OnSent(speech, Second, Start);
        }

        Assert.That(_playback.PositionOf(1, Start).Departed, Is.EqualTo(TimeSpan.Zero));
        Assert.That(_playback.PositionOf(1_000, Start).Departed, Is.EqualTo(Second));
    }

    private double At(long speech, double seconds) => _playback.PositionOf(speech, Start + TimeSpan.FromSeconds(seconds)).Heard.TotalSeconds;
}
