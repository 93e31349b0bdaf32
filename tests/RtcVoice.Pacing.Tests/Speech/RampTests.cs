using RtcVoice.Pacing.Speech;

namespace RtcVoice.Pacing.Tests.Speech;

public class RampTests
{
    [Test]
    public void A_fade_out_ends_at_zero_and_never_steps_by_more_than_108_of_full_scale()
    {
        short[] samples = Full(480);
        Ramp.FadeOut(samples);
        Assert.That(samples[^1], Is.Zero);
        Assert.That(Waveform.LargestStep([short.MaxValue, .. samples, 0]), Is.LessThanOrEqualTo(108));
    }

    [Test]
    public void A_fade_in_begins_at_zero_and_never_steps_by_more_than_108_of_full_scale()
    {
        short[] samples = Full(480);
        Ramp.FadeIn(samples);
        Assert.That(samples[0], Is.Zero);
        Assert.That(Waveform.LargestStep([0, .. samples, short.MaxValue]), Is.LessThanOrEqualTo(108));
    }

    [Test]
    public void A_short_piece_rises_and_falls_no_faster_than_twice_a_fade([Range(1, 239, 17)] int length)
    {
        short[] samples = Full(length);
        Ramp.ShapeShortPiece(samples);
        Assert.That(Waveform.LargestStep([0, .. samples, 0]), Is.LessThanOrEqualTo(216));
    }

    [Test]
    public void A_soft_end_is_the_same_whether_it_falls_into_one_frame_or_two([Range(1, 119, 13)] int behind)
    {
        short[] whole = Full(960);
        Ramp.SoftenEnd(whole, 0);
        short[] first = Full(960 - behind);
        short[] second = Full(behind);
        Ramp.SoftenEnd(first, behind);
        Ramp.SoftenEnd(second, 0);
        Assert.That(first.Concat(second), Is.EqualTo(whole));
        Assert.That(whole[^1], Is.Zero);
        Assert.That(whole[^121], Is.EqualTo(short.MaxValue));
    }

    private static short[] Full(int length)
    {
        short[] samples = new short[length];
        samples.AsSpan().Fill(short.MaxValue);
        return samples;
    }
}
