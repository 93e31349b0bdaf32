using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Tests.Harness;

namespace RtcVoice.Conversation.Tests.Realtime;

/// <summary>Turns that seem to be over, told to agents that work ahead, on a virtual clock.</summary>
public sealed class ForeseenEndTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_turn_that_seems_to_be_over_is_told_before_it_is_with_the_same_speech()
    {
        var agent = new ScriptedAgent { WorksAhead = true };
        await SayAsync(agent, Sounds.Human());
        AgentEvent[] told = [.. agent.Events];
        int ended = Array.FindIndex(told, e => e is UserTurnEnded);
        UserTurn whole = ((UserTurnEnded)told[ended]).Turn;
        UserTurn last = told[..ended].OfType<UserTurnEndLikely>().Last().Turn;
        Assert.That((last.ItemId, last.Speech), Is.EqualTo((whole.ItemId, whole.Speech)));
        TimeSpan sooner = TimeSpan.FromSeconds((double)(whole.Pcm.Length - last.Pcm.Length) / UserTurn.SampleRate);
        Assert.That(sooner.TotalMilliseconds, Is.InRange(150, 300), "half of the 500 ms that end it");
        Assert.That(last.Pcm.Span.SequenceEqual(whole.Pcm.Span[..last.Pcm.Length]));
    }

    [Test]
    public async Task A_person_who_goes_on_is_told_of_between_two_such_ends()
    {
        short[] sentence = Sounds.Human()[..(2 * OpusFormat.SampleRate)];
        var agent = new ScriptedAgent { WorksAhead = true };
        await SayAsync(agent, [.. sentence, .. new short[OpusFormat.SampleRate * 31 / 100], .. sentence]);
        string[] told = [.. agent.Events.Where(e => e is UserTurnEndLikely or UserTurnContinued or UserTurnEnded).Select(e => e.GetType().Name)];
        Assert.That(told, Has.Member(nameof(UserTurnContinued)));
        for (int i = 1; i < told.Length; i++)
        {
            Assert.That(told[i], Is.Not.EqualTo(told[i - 1]), string.Join(' ', told));
        }
    }

    [Test]
    public async Task An_agent_that_does_not_work_ahead_is_told_of_turns_alone()
    {
        var agent = new ScriptedAgent();
        await SayAsync(agent, Sounds.Human());
        Assert.That(agent.Events.Where(e => e is UserTurnEndLikely or UserTurnContinued), Is.Empty);
    }

    private static async Task SayAsync(ScriptedAgent agent, short[] sound)
    {
        using var call = new CallUnderTest(agent);
        call.ConnectWithEvents();
        await agent.StartedAsync();
        call.Run(Second);
        call.LetPersonSay(sound);
        call.Run(TimeSpan.FromSeconds((double)sound.Length / OpusFormat.SampleRate) + (2 * Second));
        await agent.ToldOfAsync<UserTurnEnded>();
    }
}
