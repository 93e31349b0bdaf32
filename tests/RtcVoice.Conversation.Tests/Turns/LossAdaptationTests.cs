using RtcVoice.Conversation.Turns;

namespace RtcVoice.Conversation.Tests.Turns;

public sealed class LossAdaptationTests
{
    [Test]
    public void It_arms_at_the_first_real_loss_and_follows_it_up()
    {
        var loss = new LossAdaptation();
        loss.OnReport(0.019);
        Assert.That(loss.ExpectedLossPercent, Is.Zero);
        loss.OnReport(0.05);
        Assert.That(loss.ExpectedLossPercent, Is.EqualTo(5));
        loss.OnReport(0.021);
        Assert.That(loss.ExpectedLossPercent, Is.EqualTo(5));
        loss.OnReport(0.9);
        Assert.That(loss.ExpectedLossPercent, Is.EqualTo(30), "beyond that copies cost more than they save");
    }

    [Test]
    public void It_disarms_after_several_clean_reports_and_not_while_loss_goes_on()
    {
        var loss = new LossAdaptation();
        for (int i = 0; i < 20; i++)
        {
            loss.OnReport(0.05);
            loss.OnReport(0);
            loss.OnReport(0);
            Assert.That(loss.ExpectedLossPercent, Is.EqualTo(5));
        }

        loss.OnReport(0);
        Assert.That(loss.ExpectedLossPercent, Is.Zero);
    }
}
