using RtcVoice.Browser.Tests.Harness;
using RtcVoice.BrowserKit.Agents;
using RtcVoice.BrowserKit.Browsers;
using RtcVoice.BrowserKit.Calls;
using RtcVoice.BrowserKit.Servers;
using RtcVoice.BrowserKit.Voices;
using RtcVoice.Conversation.Agent;
using RtcVoice.TestKit.Voices;

namespace RtcVoice.Browser.Tests.Calls;

/// <summary>A person who speaks, as a file that Chromium takes for a microphone, and an agent that answers.</summary>
internal sealed class ConversationTests
{
    private static readonly BabbleVoice Voice = BabbleVoice.Speak(201, TimeSpan.FromSeconds(40));

    [Test]
    public async Task Each_turn_of_the_person_is_answered_and_nothing_of_the_answers_is_lost()
    {
        // Sentences of 3 to 7 s with 6 s between them, in which the answer of 4 s is over before the next one.
        var agent = new ScriptedAgent(Voice, new AgentScript
        {
            WaitsForTurns = true,
            Answers = [.. Enumerable.Repeat(TimeSpan.FromSeconds(4), 6)],
        });
        using var folder = new TemporaryFolder();
        HumanSpeech.Write(folder.At("person.wav"), TimeSpan.FromSeconds(33), TimeSpan.FromSeconds(6));
        (CallRecord record, HearingReport heard) = await CallAsync(agent, folder.At("person.wav"), TimeSpan.FromSeconds(35));

        UserTurn[] turns = [.. agent.Events.OfType<UserTurnEnded>().Select(e => e.Turn)];
        int finished = agent.Events.OfType<MessageHeard>().Count();
        TestContext.Out.WriteLine($"turns of {string.Join(", ", turns.Select(t => $"{t.Speech.TotalSeconds:F1} s at {t.LoudnessDbfs:F0} dBFS"))}");
        Assert.That(turns, Has.Length.InRange(2, 4));
        Assert.That(finished, Is.GreaterThanOrEqualTo(2));
        Assert.That(agent.Events.OfType<MessageTruncated>(), Is.Empty);
        Assert.That(heard.VoiceEnd.TotalSeconds, Is.GreaterThanOrEqualTo((4 * finished) - 0.05));
        Assert.That(heard.Missing, Is.LessThan(TimeSpan.FromMilliseconds(150)));
        Assert.That(heard.Repeated, Is.LessThan(TimeSpan.FromMilliseconds(150)));
        Assert.That(record.Quality().ConcealedAudibly, Is.LessThan(0.01));
    }

    [Test]
    public async Task When_the_person_cuts_in_the_voice_stops_and_the_agent_knows_where()
    {
        var agent = new ScriptedAgent(Voice, new AgentScript { Answers = [TimeSpan.FromSeconds(20)] });
        using var folder = new TemporaryFolder();
        HumanSpeech.Write(folder.At("person.wav"), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(6));
        (CallRecord _, HearingReport heard) = await CallAsync(agent, folder.At("person.wav"), TimeSpan.FromSeconds(12));

        MessageTruncated cut = agent.Events.OfType<MessageTruncated>().Single();
        TestContext.Out.WriteLine($"cut after {cut.Heard.TotalSeconds:F3} s, heard to {heard.VoiceEnd.TotalSeconds:F3} s");
        Assert.That(heard.VoiceEnd.TotalSeconds, Is.EqualTo(cut.Heard.TotalSeconds).Within(0.04));
        Assert.That(heard.VoiceEnd.TotalSeconds, Is.LessThan(10));
    }

    private static async Task<(CallRecord Record, HearingReport Heard)> CallAsync(ScriptedAgent agent, string microphone, TimeSpan time)
    {
        await using HostedServer server = await HostedServer.StartAsync(agent);
        await using Chromium browser = await LoggedBrowser.LaunchAsync(microphone);
        BrowserCall call = await BrowserCall.StartAsync(browser, server.Address);
        await call.TalkAsync(time);
        CallRecord record = await call.FinishAsync();
        HearingReport heard = new VoiceListener(Voice).Listen(record.Samples, record.Rate);
        TestContext.Out.WriteLine($"{record.DescribeQuality()}\n{heard}\n{string.Join('\n', agent.Events.Select(e => e.GetType().Name))}");
        return (record, heard);
    }
}
