using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Playout;
using RtcVoice.TestKit;
using RtcVoice.Timing;

namespace RtcVoice.Conversation.Tests.Playout;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class PlayoutEstimatorTests
{
    private static readonly Instant Start = Instant.Origin + TimeSpan.FromSeconds(100);
    private readonly PlayoutEstimator _estimator = new();

    [Test]
    public void Before_anyone_has_told_anything_it_goes_by_our_clock_and_says_that_it_may_be_far_off()
    {
        PlayoutEstimate estimate = _estimator.At(Start);
        Assert.That(estimate.Source, Is.EqualTo(PlayoutSource.SendClock));
        Assert.That(estimate.Delay, Is.EqualTo(Ms(50)));
        Assert.That(estimate.Error, Is.GreaterThanOrEqualTo(Ms(100)));
    }

    [Test]
    public void Rtcp_tells_the_network_and_a_model_the_rest()
    {
        _estimator.OnReception(new ReceptionReport(0.02, 3, Ms(10), Ms(120)));
        PlayoutEstimate estimate = _estimator.At(Start);
        Assert.That(estimate, Is.EqualTo(new PlayoutEstimate(Ms(50 + 60 + 20), Ms(30 + 20 + 30), PlayoutSource.Modelled)));
        _estimator.OnReception(new ReceptionReport(0.02, 3, TimeSpan.FromSeconds(60), null));
        Assert.That(_estimator.At(Start).Delay, Is.EqualTo(Ms(250)), "an absurd jitter counts as a great one");
    }

    [Test]
    public void A_clients_reports_are_believed_before_a_model_and_for_two_seconds()
    {
        _estimator.OnReception(new ReceptionReport(0, 0, Ms(10), Ms(120)));
        _estimator.OnReport(Report(age: 5, device: 20), Ms(155), Start);
        Assert.That(_estimator.At(Start + Ms(1_900)), Is.EqualTo(new PlayoutEstimate(Ms(155 - 60 - 5 + 20), Ms(10 + 30), PlayoutSource.Reported)));
        Assert.That(_estimator.At(Start + Ms(2_100)).Source, Is.EqualTo(PlayoutSource.Modelled));
    }

    [Test]
    public void Of_the_last_reports_the_least_delay_holds_and_their_spread_is_the_error()
    {
        foreach (int delay in new[] { 40, 90, 110, 95, 120 })
        {
            _estimator.OnReport(Report(), Ms(delay), Start);
        }

        PlayoutEstimate estimate = _estimator.At(Start);
        Assert.That((estimate.Delay, estimate.Error), Is.EqualTo((Ms(90), Ms(30))));
    }

    [Test]
    public void Absurd_reports_change_nothing_or_as_little_as_can_be()
    {
        _estimator.OnReport(Report(), Ms(-1), Start);
        _estimator.OnReport(Report(), TimeSpan.FromHours(12), Start);
        Assert.That(_estimator.At(Start).Source, Is.EqualTo(PlayoutSource.SendClock), "from before it departed, and from half a day ago");
        _estimator.OnReport(Report(age: 1_000), Ms(30), Start);
        Assert.That(_estimator.At(Start).Delay, Is.EqualTo(TimeSpan.Zero), "nothing is heard before it has departed");
    }

    [Test]
    public void Reports_allocate_nothing() => Assert.That(
        Allocations.Measure(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                _estimator.OnReport(Report(), Ms(50 + (i % 20)), Start + Ms(i));
                _estimator.At(Start + Ms(i));
            }
        }),
        Is.Zero);

    private static PlayoutReport Report(double age = 0, double device = 0) => new(PlayoutReportKind.Played, 1, Ms(age), Ms(device));

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
