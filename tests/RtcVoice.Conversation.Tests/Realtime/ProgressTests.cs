using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Playout;
using RtcVoice.Conversation.Realtime;
using RtcVoice.Conversation.Tests.Harness;
using RtcVoice.Conversation.Turns;

namespace RtcVoice.Conversation.Tests.Realtime;

/// <summary>What those who watch over calls are told of one, on a virtual clock.</summary>
public sealed class ProgressTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task The_steps_from_the_end_of_the_persons_voice_to_the_ear_are_told_in_their_order()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        await agent.StartedAsync();
        call.LetPersonSay(Sounds.Human().AsMemory(0, 2 * OpusFormat.SampleRate));
        call.RunUntil(() => client.Types.Contains("input_audio_buffer.committed"), 5 * Second);
        TurnLatency decided = (await ProgressAsync(call)).Turns.Single();
        AgentResponse response = await agent.AskedAsync();
        call.Run(0.3 * Second);
        await response.SayAsync(2 * Second);
        response.Complete();
        call.Run(Second);
        TurnLatency heard = (await ProgressAsync(call)).Turns.Single();

        Assert.That((decided.FirstSound, decided.Departed, decided.Heard), Is.EqualTo(((TimeSpan?)null, (TimeSpan?)null, (TimeSpan?)null)));
        Assert.That(heard.ItemId, Is.EqualTo((await agent.ToldOfAsync<UserTurnEnded>()).Turn.ItemId));
        Assert.That(heard.Decided.TotalMilliseconds, Is.EqualTo(500).Within(60), "the silence that ends a turn by default");
        Assert.That((heard.FirstSound!.Value - heard.Decided).TotalMilliseconds, Is.EqualTo(300).Within(80));
        Assert.That((heard.Departed!.Value - heard.FirstSound.Value).TotalMilliseconds, Is.InRange(0, 120));
        Assert.That((heard.Heard!.Value - heard.Departed.Value).TotalMilliseconds, Is.EqualTo(50).Within(21), "jitter buffer and device, by the model");
        Assert.That(heard.IsBrokenOff, Is.False);
        Assert.That(call.Clock.GetUtcNow() - heard.SpeechEnded, Is.GreaterThan(heard.Heard.Value));
    }

    [Test]
    public async Task What_was_generated_is_heard_in_the_end_or_discarded()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        IAgentCall line = await agent.StartedAsync();
        AgentResponse first = await call.BeginAsync(line);
        await first.SayAsync(2 * Second);
        first.Complete();
        call.Run(Second);
        SpeechProgress half = (await ProgressAsync(call)).Speech;
        call.Run(2 * Second);
        SpeechProgress whole = (await ProgressAsync(call)).Speech;
        AgentResponse second = await call.BeginAsync(line);
        await second.SayAsync(4 * Second);
        call.Run(Second);
        client.Send("""{"type":"response.cancel"}""");
        call.Run(Second);
        SpeechProgress cut = (await ProgressAsync(call)).Speech;

        Assert.That(half.Generated, Is.EqualTo(2 * Second));
        Assert.That(half.Departed, Is.LessThan(half.Generated));
        Assert.That((half.Departed - half.Heard).TotalMilliseconds, Is.EqualTo(60).Within(21));
        Assert.That(half.Delay, Is.EqualTo(TimeSpan.FromMilliseconds(50)));
        Assert.That((whole.Generated, whole.Departed, whole.Heard, whole.Discarded), Is.EqualTo((2 * Second, 2 * Second, 2 * Second, TimeSpan.Zero)));
        Assert.That(cut.Generated, Is.EqualTo(6 * Second));
        Assert.That(cut.Heard.TotalSeconds, Is.EqualTo(3).Within(0.2));
        Assert.That(cut.Departed, Is.EqualTo(cut.Heard));
        Assert.That(cut.Heard + cut.Discarded, Is.EqualTo(cut.Generated));
    }

    [Test]
    public async Task The_revision_changes_with_the_conversation_and_only_then()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        call.ConnectWithEvents();
        IAgentCall line = await agent.StartedAsync();
        long before = (await ProgressAsync(call)).Revision;
        call.Run(Second);
        Assert.That((await ProgressAsync(call)).Revision, Is.EqualTo(before));

        AgentResponse response = await call.BeginAsync(line);
        await response.SayAsync(Second, "one two three");
        response.Complete();
        long said = (await ProgressAsync(call)).Revision;
        call.Run(2 * Second);
        long heard = (await ProgressAsync(call)).Revision;
        Assert.That(said, Is.GreaterThan(before));
        Assert.That(heard, Is.GreaterThan(said));
    }

    [Test]
    public async Task An_answer_that_is_cut_before_it_is_heard_is_told_to_be_broken_off_and_the_last_sixteen_turns_are_kept()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        await agent.StartedAsync();
        client.Send("""{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":null}}}}""");
        for (int i = 1; i <= 20; i++)
        {
            call.Run(0.2 * Second);
            client.Send("""{"type":"input_audio_buffer.commit"}""");
            call.Run(0.02 * Second);
            await agent.ToldOfAsync<UserTurnEnded>(i);
        }

        client.Send("""{"type":"response.create"}""");
        call.Run(0.02 * Second);
        AgentResponse response = await agent.AskedAsync();
        response.BeginMessage();
        client.Send("""{"type":"response.cancel"}""");
        call.Run(0.1 * Second);
        IReadOnlyList<TurnLatency> turns = (await ProgressAsync(call)).Turns;
        Assert.That(turns, Has.Count.EqualTo(16));
        Assert.That(turns.Select(t => t.IsBrokenOff), Is.EqualTo(Enumerable.Repeat(false, 15).Append(true)));
        Assert.That(turns[^1].ItemId, Is.EqualTo((await agent.ToldOfAsync<UserTurnEnded>(20)).Turn.ItemId));
    }

    [Test]
    public async Task When_the_call_is_over_it_is_told_how_it_stood_at_the_end()
    {
        var agent = new ScriptedAgent();
        SpeechProgress last;
        var call = new CallUnderTest(agent);
        call.Connect();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        await response.SayAsync(5 * Second);
        call.Run(Second);
        call.Dispose();
        last = (await call.Call.Session.DescribeProgressAsync()).Speech;
        Assert.That(last.Generated, Is.EqualTo(5 * Second));
        Assert.That(last.Heard.TotalSeconds, Is.EqualTo(0.9).Within(0.2));
    }

    private static async Task<SessionProgress> ProgressAsync(CallUnderTest call)
    {
        Task<SessionProgress> asked = call.Call.Session.DescribeProgressAsync();
        call.Run(TimeSpan.FromMilliseconds(10));
        return await asked;
    }
}
