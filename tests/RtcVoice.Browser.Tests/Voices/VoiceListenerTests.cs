using RtcVoice.TestKit.Voices;

namespace RtcVoice.Browser.Tests.Voices;

[Parallelizable]
internal sealed class VoiceListenerTests
{
    private const int Rate = 48_000;
    private static readonly BabbleVoice Voice = BabbleVoice.Speak(21, TimeSpan.FromSeconds(20));
    private static readonly short[] Samples = Voice.At(Rate);
    private static readonly VoiceListener Listener = new(Voice);

    [Test]
    public void A_whole_voice_is_one_stretch()
    {
        HearingReport report = Listen([.. Silence(0.5), .. Part(0, 8), .. Silence(0.5)]);
        Assert.That(report.Stretches, Has.Count.EqualTo(1));
        Assert.That(report.Heard.TotalSeconds, Is.EqualTo(8).Within(0.02));
        Assert.That(report.VoiceStart.TotalSeconds, Is.Zero.Within(0.01));
        Assert.That(report.Stretches[0].RecordingStart, Is.EqualTo(0.5).Within(0.01));
        Assert.That(report.Unrecognised, Is.LessThanOrEqualTo(TimeSpan.FromMilliseconds(20)));
    }

    [Test]
    public void A_beginning_that_is_stretched_too_often_to_be_read_is_the_lead_in()
    {
        HearingReport report = Listen([.. Silence(0.5), .. Part(0, 0.09), .. Part(0.08, 0.17), .. Part(0.16, 0.25), .. Part(0.24, 4)]);
        Assert.That(report.VoiceStart - report.LeadIn, Is.EqualTo(TimeSpan.Zero).Within(TimeSpan.FromMilliseconds(50)));
        Assert.That(Listen([.. Silence(0.5), .. Part(0.3, 4)]).LeadIn, Is.LessThanOrEqualTo(TimeSpan.FromMilliseconds(20)));
    }

    [Test]
    public void A_pause_that_loses_nothing_is_seen_to_lose_nothing()
    {
        HearingReport report = Listen([.. Part(0, 3), .. Silence(1.7), .. Part(3, 6)]);
        Assert.That(report.Stretches, Has.Count.EqualTo(2));
        Assert.That(report.GreatestJump, Is.LessThan(TimeSpan.FromMilliseconds(20)));
        Assert.That(report.Stretches[0].RecordingEnd, Is.EqualTo(3).Within(0.025), "the codec rings after an abrupt end");
        Assert.That(report.Stretches[1].RecordingStart, Is.EqualTo(4.7).Within(0.01));
    }

    [TestCase(0.040)]
    [TestCase(0.100)]
    [TestCase(2.000)]
    public void What_is_cut_out_is_missing(double seconds)
    {
        HearingReport report = Listen([.. Part(0, 3), .. Part(3 + seconds, 8)]);
        Assert.That(report.Missing.TotalSeconds, Is.EqualTo(seconds).Within(0.0005));
        Assert.That(report.Repeated, Is.LessThan(TimeSpan.FromMilliseconds(5)));
    }

    [TestCase(0.020)]
    [TestCase(0.160)]
    [TestCase(1.000)]
    public void What_comes_again_is_repeated(double seconds)
    {
        HearingReport report = Listen([.. Part(0, 4), .. Part(4 - seconds, 8)]);
        Assert.That(report.Repeated.TotalSeconds, Is.EqualTo(seconds).Within(0.0005));
        Assert.That(report.Missing, Is.LessThan(TimeSpan.FromMilliseconds(5)));
    }

    [Test]
    public void What_comes_out_of_order_is_both()
    {
        HearingReport report = Listen([.. Part(0, 2), .. Part(4, 6), .. Part(2, 4), .. Part(6, 8)]);
        Assert.That(report.Missing.TotalSeconds, Is.EqualTo(4).Within(0.001));
        Assert.That(report.Repeated.TotalSeconds, Is.EqualTo(4).Within(0.001));
        Assert.That(report.Stretches, Has.Count.EqualTo(4));
    }

    [Test]
    public void Foreign_sound_is_unrecognised()
    {
        short[] other = BabbleVoice.Speak(22, TimeSpan.FromSeconds(1)).At(Rate);
        HearingReport report = Listen([.. Part(0, 3), .. other, .. Part(3, 6)]);
        Assert.That(report.Unrecognised.TotalSeconds, Is.EqualTo(1).Within(0.04));
        Assert.That(report.Missing + report.Repeated, Is.LessThan(TimeSpan.FromMilliseconds(20)));
    }

    [Test]
    public void A_short_hole_of_silence_that_loses_nothing_is_no_repetition()
    {
        HearingReport report = Listen([.. Part(0, 3), .. Silence(0.1), .. Part(3, 6)]);
        Assert.That(report.Missing + report.Repeated, Is.LessThan(TimeSpan.FromMilliseconds(20)));
    }

    [Test]
    public void Sound_that_was_made_up_in_the_place_of_the_voice_moves_nothing()
    {
        short[] other = BabbleVoice.Speak(22, TimeSpan.FromSeconds(0.1)).At(Rate);
        HearingReport report = Listen([.. Part(0, 3), .. other, .. Part(3.1, 6)]);
        Assert.That(report.GreatestJump, Is.LessThan(TimeSpan.FromMilliseconds(0.5)));
        Assert.That(report.Unrecognised.TotalSeconds, Is.EqualTo(0.1).Within(0.05));
    }

    [Test]
    public void It_is_followed_to_its_end_through_what_is_too_short_to_be_read()
    {
        short[] recording = OpusCopy.Of([.. Part(0, 3), .. Part(3.008, 3.05), .. Part(3.04, 3.08), .. Silence(0.5)], 32_000);
        HeardStretch followed = Follow(recording, 3.082);
        Assert.That(followed.VoiceEnd, Is.EqualTo(3.08).Within(0.015));
    }

    [Test]
    public void Sound_that_was_made_up_behind_its_end_is_not_followed()
    {
        short[] other = BabbleVoice.Speak(22, TimeSpan.FromSeconds(0.12)).At(Rate);
        short[] recording = OpusCopy.Of([.. Part(0, 3), .. other, .. Silence(0.5)], 32_000);
        HeardStretch followed = Follow(recording, 3.12);
        Assert.That(followed.VoiceEnd, Is.EqualTo(3).Within(0.03));
    }

    [Test]
    public void Silence_holds_no_voice()
    {
        HearingReport report = Listener.Listen(Silence(2), Rate);
        Assert.That(report.Stretches, Is.Empty);
        Assert.That(report.Heard, Is.EqualTo(TimeSpan.Zero));
        Assert.That(report.Unrecognised, Is.EqualTo(TimeSpan.Zero));
    }

    private static HearingReport Listen(short[] recording)
    {
        HearingReport report = Listener.Listen(OpusCopy.Of(recording, 32_000), Rate);
        TestContext.Out.WriteLine(report);
        return report;
    }

    private static HeardStretch Follow(short[] recording, double end)
    {
        HearingReport report = Listener.Listen(recording, Rate);
        HeardStretch followed = Listener.Follow(recording, Rate, report.Stretches[0], end);
        TestContext.Out.WriteLine($"{report}\nfollowed: {followed}");
        return followed;
    }

    private static short[] Part(double from, double to) => Samples[(int)Math.Round(from * Rate)..(int)Math.Round(to * Rate)];

    private static short[] Silence(double seconds) => new short[(int)(seconds * Rate)];
}
