using Microsoft.Playwright;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Calls;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Browser.Tests.Instruments;

/// <summary>
/// The instruments, proven on a call between two peers of the browser itself: what they say of other servers is worth
/// as much as what they say here.
/// </summary>
internal sealed class InstrumentTests
{
    private static readonly Uri Nowhere = new("http://localhost:1");

    [Test]
    public async Task A_voice_between_two_peers_of_the_browser_is_heard_whole_and_in_order()
    {
        var voice = BabbleVoice.Speak(31, TimeSpan.FromSeconds(12));
        CallRecord record = await CallAsync(voice, "[{ at: 0.5, from: 0, length: 4 }, { at: 5.5, from: 4, length: 4 }]", 10.5);
        HearingReport heard = new VoiceListener(voice).Listen(record.Samples, record.Rate);
        TestContext.Out.WriteLine(heard);
        TestContext.Out.WriteLine($"connected after {record.ConnectTime.TotalMilliseconds:F0} ms, sound after {record.FirstSound?.TotalMilliseconds:F0} ms");
        TestContext.Out.WriteLine(record.Quality());
        Assert.That(heard.VoiceStart.TotalSeconds, Is.LessThan(1));
        Assert.That((heard.VoiceStart - heard.LeadIn).Duration(), Is.LessThan(TimeSpan.FromMilliseconds(80)));
        Assert.That(heard.VoiceEnd.TotalSeconds, Is.EqualTo(8).Within(0.05));
        Assert.That(heard.Missing, Is.LessThan(TimeSpan.FromMilliseconds(80)));
        Assert.That(heard.Repeated, Is.LessThan(TimeSpan.FromMilliseconds(80)));
        Assert.That(record.Stats, Has.Count.GreaterThan(8));
        Assert.That(record.FirstSound, Is.GreaterThan(TimeSpan.FromSeconds(0.4)));
    }

    [Test]
    public async Task What_the_far_side_skips_and_says_twice_is_found()
    {
        var voice = BabbleVoice.Speak(32, TimeSpan.FromSeconds(8));
        CallRecord record = await CallAsync(voice, "[{ at: 0.5, from: 0, length: 2 }, { at: 2.5, from: 2.5, length: 2 }, { at: 4.5, from: 4.2, length: 2 }]", 7);
        HearingReport heard = new VoiceListener(voice).Listen(record.Samples, record.Rate);
        TestContext.Out.WriteLine(heard);
        Assert.That(heard.Missing.TotalSeconds, Is.EqualTo(0.5).Within(0.08));
        Assert.That(heard.Repeated.TotalSeconds, Is.EqualTo(0.3).Within(0.08));
    }

    private static async Task<CallRecord> CallAsync(BabbleVoice voice, string parts, double seconds)
    {
        using var folder = new TemporaryFolder();
        WavFile.Write(folder.At("voice.wav"), voice.At(48_000), 48_000);
        await using Chromium browser = await LoggedBrowser.LaunchAsync();
        var setup = new CallSetup { GatherFirst = true, Files = new Dictionary<string, string> { ["voice.wav"] = folder.At("voice.wav") } };
        BrowserCall call = await BrowserCall.PrepareAsync(browser, Nowhere, setup);
        await call.Page.EvaluateAsync($"() => {{ globalThis.farPeer = new FarPeer({parts}); }}");
        await call.ConnectAsync(Nowhere, setup);
        await call.TalkAsync(TimeSpan.FromSeconds(seconds));
        return await call.FinishAsync();
    }
}
