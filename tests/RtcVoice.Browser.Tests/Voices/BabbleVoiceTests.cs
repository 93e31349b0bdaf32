using RtcVoice.TestKit.Voices;

namespace RtcVoice.Browser.Tests.Voices;

internal sealed class BabbleVoiceTests
{
    [Test]
    public void The_same_seed_speaks_the_same_voice()
    {
        var a = BabbleVoice.Speak(7, TimeSpan.FromSeconds(1));
        var b = BabbleVoice.Speak(7, TimeSpan.FromSeconds(2));
        var c = BabbleVoice.Speak(8, TimeSpan.FromSeconds(1));
        Assert.That(b.Samples[..a.Samples.Length].ToArray(), Is.EqualTo(a.Samples.ToArray()));
        Assert.That(c.Samples.ToArray(), Is.Not.EqualTo(a.Samples.ToArray()));
    }

    [Test]
    public void It_is_as_loud_as_a_prompt_never_silent_and_does_not_clip([Values(1UL, 2UL, 3UL)] ulong seed)
    {
        short[] voice = [.. BabbleVoice.Speak(seed, TimeSpan.FromSeconds(20)).Samples];
        const int Part = BabbleVoice.NativeRate / 50;
        double[] levels = [.. voice.Skip(Part).Chunk(Part).Select(c => Math.Sqrt(c.Average(s => (double)s * s)) / 32768)];
        TestContext.Out.WriteLine($"rms mean {levels.Average():F4} min {levels.Min():F4} max {levels.Max():F4} peak {voice.Max(s => Math.Abs((int)s))}");
        Assert.That(levels.Average(), Is.InRange(0.05, 0.12));
        Assert.That(levels.Min(), Is.GreaterThan(0.01));
        Assert.That(voice.Max(s => Math.Abs((int)s)), Is.LessThan(short.MaxValue));
    }

    [Test]
    public void At_twice_the_rate_it_lasts_as_long()
    {
        var voice = BabbleVoice.Speak(7, TimeSpan.FromSeconds(1));
        short[] high = voice.At(48_000);
        Assert.That(high, Has.Length.EqualTo(48_000));
        Assert.That(voice.At(24_000), Is.EqualTo(voice.Samples.ToArray()));
    }
}
