using RtcVoice.Browser.Tests.Harness;
using RtcVoice.BrowserKit.Agents;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Calls;
using RtcVoice.BrowserKit.Servers;
using RtcVoice.TestKit.Network;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Browser.Tests.Calls;

/// <summary>What a person in Chromium hears of an agent whose sound comes in bursts.</summary>
internal sealed class BurstyVoiceTests
{
    private static readonly BabbleVoice Voice = BabbleVoice.Speak(101, TimeSpan.FromSeconds(30));
    private static readonly AgentScript ThreeAnswers = new() { Answers = [TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(8)] };
    private static readonly AgentScript TwoAnswers = new() { Answers = [TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(8)] };

    /// <summary>A jitter buffer moves by a period of the voice at a time, a pause is read to 25 ms, a busy machine stalls the browser.</summary>
    private static readonly TimeSpan GreatestStep = TimeSpan.FromMilliseconds(80);

    [Test]
    public async Task It_is_heard_whole_in_order_and_as_it_was_said_for_thirty_seconds()
    {
        (CallRecord record, HearingReport heard) = await CallAsync(ThreeAnswers, TimeSpan.FromSeconds(31), new CallSetup { Microphone = false });
        ListeningQuality quality = record.Quality();
        // The jitter buffer finds its depth in the first second, and only 160 ms without a change of it can be read.
        Assert.That(heard.VoiceStart.TotalSeconds, Is.LessThan(1));
        Assert.That((heard.VoiceStart - heard.LeadIn).Duration(), Is.LessThan(GreatestStep), "how far from its beginning the sound begins");
        Assert.That(heard.VoiceEnd.TotalSeconds, Is.EqualTo(24).Within(0.05));
        Assert.That(heard.GreatestJump, Is.LessThan(GreatestStep));
        Assert.That(heard.Missing, Is.LessThan(TimeSpan.FromMilliseconds(150)));
        Assert.That(heard.Repeated, Is.LessThan(TimeSpan.FromMilliseconds(200)));
        Assert.That(quality.ConcealedAudibly, Is.LessThan(0.01));
        Assert.That(quality.Discarded, Is.Zero);
        Assert.That(quality.BufferDelay, Is.LessThan(TimeSpan.FromMilliseconds(100)));
    }

    [Test]
    public async Task It_is_understood_over_busy_wifi()
    {
        var voice = await ImpairedAsync(NetworkConditions.BusyWifi, 7);
        Assert.That(voice.Heard.Heard.TotalSeconds, Is.GreaterThan(0.95 * 16));
        Assert.That(voice.Heard.VoiceEnd.TotalSeconds, Is.EqualTo(16).Within(0.1));
        Assert.That(voice.Record.Quality().BufferDelay, Is.LessThan(TimeSpan.FromMilliseconds(200)));
    }

    [Test]
    public async Task It_gets_through_on_a_train()
    {
        var voice = await ImpairedAsync(NetworkConditions.Train, 8);
        Assert.That(voice.Heard.Heard.TotalSeconds, Is.GreaterThan(0.8 * 16));
        Assert.That(voice.Heard.VoiceEnd.TotalSeconds, Is.EqualTo(16).Within(0.2));
        Assert.That(voice.Record.Quality().BufferDelay, Is.LessThan(TimeSpan.FromMilliseconds(400)));
    }

    private static async Task<(CallRecord Record, HearingReport Heard)> ImpairedAsync(NetworkConditions conditions, ulong seed)
    {
        UdpRelay? relay = null;
        try
        {
            return await CallAsync(TwoAnswers, TimeSpan.FromSeconds(23), new CallSetup
            {
                Microphone = false,
                RewriteAnswer = answer =>
                {
                    relay = UdpRelay.Start(CandidateLines.FindUdp(answer)!, seed, conditions);
                    return relay.Redirect(answer);
                },
            });
        }
        finally
        {
            TestContext.Out.WriteLine($"relay, seed {seed}: {relay?.SentToServer} to the server, {relay?.SentToClient} to the browser, {relay?.Lost} lost");
            relay?.Dispose();
        }
    }

    private static async Task<(CallRecord Record, HearingReport Heard)> CallAsync(AgentScript script, TimeSpan time, CallSetup setup)
    {
        await using HostedServer server = await HostedServer.StartAsync(new ScriptedAgent(Voice, script));
        await using Chromium browser = await LoggedBrowser.LaunchAsync();
        BrowserCall call = await BrowserCall.StartAsync(browser, server.Address, setup);
        await call.TalkAsync(time);
        string view = await server.Http.GetStringAsync(await call.LocationAsync());
        CallRecord record = await call.FinishAsync();
        HearingReport heard = new VoiceListener(Voice).Listen(record.Samples, record.Rate);
        TestContext.Out.WriteLine($"{record.DescribeQuality()}\nconnected after {record.AnswerToConnected.TotalMilliseconds:F0} ms\n{heard}\n{view}");
        return (record, heard);
    }
}
