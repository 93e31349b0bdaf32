using System.Text.Json;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Tests.Harness;

namespace RtcVoice.Conversation.Tests.Realtime;

/// <summary>Turns that the agent finds by itself.</summary>
public sealed class FoundTurnTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    [Test]
    public async Task Voice_begins_no_turn_and_the_agents_word_does()
    {
        var agent = new ScriptedAgent { FindsTurns = true };
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        call.LetPersonSay(Sounds.Human());
        call.Run(3 * Second);
        Assert.That(client.Types, Has.None.StartsWith("input_audio_buffer"));

        IAgentCall line = await agent.StartedAsync();
        AgentTurn turn = line.BeginUserTurn(2.5 * Second);
        call.Run(Second);
        turn.End(3.5 * Second);
        call.Run(Tick);
        Assert.That(client.Last("input_audio_buffer.speech_started").GetProperty("audio_start_ms").GetInt32(), Is.EqualTo(2500));
        Assert.That(client.Last("input_audio_buffer.speech_stopped").GetProperty("audio_end_ms").GetInt32(), Is.EqualTo(3500));
        JsonElement committed = client.Last("input_audio_buffer.committed");
        Assert.That(committed.GetProperty("item_id").GetString(), Is.EqualTo(turn.ItemId));
        UserTurn told = (await agent.ToldOfAsync<UserTurnEnded>()).Turn;
        Assert.That((told.ItemId, told.Speech), Is.EqualTo((turn.ItemId, Second)));
        Assert.That(told.Pcm.Length / (double)UserTurn.SampleRate, Is.EqualTo(1.5).Within(0.1), "from its beginning until it was told to be over");
        Assert.That(told.LoudnessDbfs, Is.GreaterThan(-50));
        call.Run(Second);
        Assert.That(agent.Events.OfType<ResponseRequested>(), Is.Empty, "the agent answers when it will");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_the_agent_says_is_cut_where_it_finds_that_the_person_speaks_if_the_session_will_have_that(bool interrupts)
    {
        var agent = new ScriptedAgent { FindsTurns = true };
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        string update = """{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","interrupt_response":true}}}}}""";
        client.Send(interrupts ? update : update.Replace("true", "false", StringComparison.Ordinal));
        IAgentCall line = await agent.StartedAsync();
        AgentResponse response = await call.BeginAsync(line);
        await response.SayAsync(5 * Second, "one two three four five");
        response.Complete();
        call.RunUntil(() => client.Of("output_audio_buffer.started").Count > 0, Second);
        call.Run(Second);
        line.BeginUserTurn(Second);
        call.Run(Tick);
        Assert.That(client.Of("output_audio_buffer.cleared").Count > 0, Is.EqualTo(interrupts));
        if (interrupts)
        {
            Assert.That(client.Last("conversation.item.truncated").GetProperty("audio_end_ms").GetInt32(), Is.EqualTo(1000).Within(150));
            await agent.ToldOfAsync<MessageTruncated>();
        }
    }

    [Test]
    public async Task A_turn_that_the_client_takes_back_is_none()
    {
        var agent = new ScriptedAgent { FindsTurns = true };
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        IAgentCall line = await agent.StartedAsync();
        call.Run(Second);
        AgentTurn turn = line.BeginUserTurn(0.5 * Second);
        call.Run(Tick);
        client.Send("""{"type":"input_audio_buffer.clear"}""");
        call.Run(Tick);
        await agent.ToldOfAsync<UserSoundCleared>();
        turn.End(Second);
        call.Run(Tick);
        Assert.That((await agent.ToldOfAsync<ItemDeleted>()).ItemId, Is.EqualTo(turn.ItemId));
        Assert.That(await call.DescribeAsync(), Is.Empty);
    }

    [Test]
    public async Task Where_the_client_ends_turns_the_agent_finds_none()
    {
        var agent = new ScriptedAgent { FindsTurns = true };
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        client.Send("""{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":null}}}}""");
        IAgentCall line = await agent.StartedAsync();
        call.Run(Second);
        line.BeginUserTurn(0.5 * Second).End(Second);
        call.Run(Tick);
        client.Send("""{"type":"input_audio_buffer.commit"}""");
        call.Run(Tick);
        Assert.That(client.Of("input_audio_buffer.committed").Count, Is.EqualTo(1));
        Assert.That(client.Of("input_audio_buffer.speech_started"), Is.Empty);
    }

    [Test]
    public async Task An_agent_that_has_not_said_that_it_finds_turns_may_not()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        call.Connect();
        IAgentCall line = await agent.StartedAsync();
        Assert.That(() => line.BeginUserTurn(Second), Throws.InvalidOperationException);
    }

    [Test]
    public async Task An_answer_that_is_given_up_before_it_could_begin_leaves_nothing_behind()
    {
        var agent = new ScriptedAgent { FindsTurns = true };
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        IAgentCall line = await agent.StartedAsync();
        AgentResponse first = await call.BeginAsync(line);
        using var patience = new CancellationTokenSource();
        Task<AgentResponse> second = line.BeginResponseAsync(patience.Token);
        call.Run(Tick);
        await patience.CancelAsync();
        first.Complete();
        call.Run(Second);
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(client.Of("response.created").Count, Is.EqualTo(1));
    }
}
