using Microsoft.Extensions.Time.Testing;

namespace RtcVoice.Timing.Tests;

public sealed class InstantTests
{
    [Test]
    public void A_span_added_and_taken_away_gives_the_same_instant()
    {
        var instant = new Instant(123_456_700);
        Assert.That(instant + TimeSpan.FromSeconds(3) - TimeSpan.FromSeconds(3), Is.EqualTo(instant));
    }

    [Test]
    public void The_difference_of_two_instants_is_a_span_in_steps_of_100_ns() =>
        Assert.That(new Instant(1_000_299) - new Instant(1_000_000), Is.EqualTo(new TimeSpan(2)));

    [Test]
    public void Never_stays_never()
    {
        Assert.That((Instant.Never + TimeSpan.FromSeconds(1)).IsNever);
        Assert.That((Instant.Never - TimeSpan.FromSeconds(1)).IsNever);
        Assert.That(Instant.Earlier(Instant.Never, Instant.Origin), Is.EqualTo(Instant.Origin));
    }

    [Test]
    public void A_provider_of_another_frequency_is_scaled_to_nanoseconds()
    {
        var clock = new FakeTimeProvider();
        Instant before = clock.GetInstant();
        clock.Advance(TimeSpan.FromDays(400));
        Assert.That(clock.GetInstant() - before, Is.EqualTo(TimeSpan.FromDays(400)));
    }
}
