using System.Net;
using System.Text.Json;
using RtcVoice.Browser.Tests.Harness;
using RtcVoice.Browser.Tests.Widget;
using RtcVoice.BrowserKit.Calls;
using RtcVoice.BrowserKit.Voices;

namespace RtcVoice.Browser.Tests.Calls;

/// <summary>Callers that are not Chromium.</summary>
internal sealed class OtherStackTests
{
    private const string Key = "a-key-of-the-tests";
    private static readonly TimeSpan TalkTime = TimeSpan.FromSeconds(6);

    [Test]
    public async Task Firefox_connects_and_sound_and_messages_go_both_ways()
    {
        await using FirefoxNamespace firefox = await FirefoxNamespace.CreateAsync();
        await using ServerProcess server = await ServerProcess.StartAsync(
            new Dictionary<string, string> { ["RtcVoice:ServerKey"] = Key }, firefox.Here);
        CallRecord record = await firefox.CallAsync(server.Address, TalkTime, Key);
        TestContext.Out.WriteLine($"connected after {record.AnswerToConnected.TotalMilliseconds:F0} ms, sound after {record.FirstSound?.TotalMilliseconds:F0} ms, {record.Quality()}");
        Assert.That(record.FirstSound, Is.Not.Null, "the agent greets");
        Assert.That(record.Stats[^1].Outbound!.PacketsSent, Is.GreaterThan(200));
        Assert.That(record.Stats[^1].Inbound!.PacketsReceived, Is.GreaterThan(250));
        Assert.That(record.Quality().ConcealedAudibly, Is.LessThan(0.05));
        Assert.That(record.Events.Where(e => e.Channel == "rtcvoice-echo").Select(e => e.Body.GetString()), Is.EqualTo(new[] { "an echo" }));
    }

    [Test]
    public async Task In_firefox_the_kiosk_wakes_by_speech_hears_it_and_hangs_up_and_the_console_shows_the_call_until_then()
    {
        await using FirefoxNamespace firefox = await FirefoxNamespace.CreateAsync();
        await using ServerProcess server = await ServerProcess.StartAsync(
            new Dictionary<string, string> { ["RtcVoice:ServerKey"] = Key }, firefox.Here);
        string said = await firefox.WalkUpToKioskAsync(server.Address, Key, await WalkUp.ScriptAsync("what time is it"));
        TestContext.Out.WriteLine(said);
        Assert.That(said, Does.Contain("user: what time is it\n").And.Contain("assistant: It is "));
        Assert.That(said, Does.Contain("console: ").And.Contain("connected · WebRTC · local"));
        Assert.That(said, Does.EndWith("hung up, no call left\n"));
    }

    [TestCase("AES_CM_128_HMAC_SHA1_80", "SRTP_AES128_CM_HMAC_SHA1_80")]
    [TestCase("AEAD_AES_128_GCM", "SRTP_AEAD_AES_128_GCM")]
    public async Task Aiortc_connects_with_either_srtp_profile_and_every_message_comes_back(string profile, string ours)
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using var folder = new TemporaryFolder();
        HumanSpeech.Write(folder.At("person.wav"), TimeSpan.FromSeconds(1), pause: TimeSpan.FromSeconds(4));
        AiortcCall call = await AiortcCall.MakeAsync(server.Address, profile, TalkTime, folder.At("person.wav"));
        TestContext.Out.WriteLine(call);
        Assert.That(call.Error, Is.Null);
        Assert.That(call.Connected, Is.True, server.Log);
        Assert.That(call.Received!.AudibleSeconds, Is.GreaterThan(2), "the agent greets");
        Assert.That(call.Echo!.Wrong, Is.Empty);
        Assert.That(call.Echo.Returned, Is.EqualTo(8));
        Assert.That(call.Hangup, Is.EqualTo((int)HttpStatusCode.OK));
        using JsonDocument view = JsonDocument.Parse(await server.Http.GetStringAsync(call.Location));
        JsonElement peer = view.RootElement.GetProperty("peer");
        Assert.That(peer.GetProperty("srtp_profile").GetString(), Is.EqualTo(ours));
        Assert.That(peer.GetProperty("packets_received").GetInt64(), Is.GreaterThan(200));
    }
}
