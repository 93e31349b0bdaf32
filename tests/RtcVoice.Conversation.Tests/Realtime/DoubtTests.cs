using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Tests.Harness;
using RtcVoice.Conversation.Turns;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Conversation.Tests.Realtime;

/// <summary>Sounds that may be an interruption, on a virtual clock.</summary>
public sealed class DoubtTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task After_a_short_sound_the_agent_goes_on_with_the_word_that_was_broken([Range(0, 30, 10)] int phase)
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        AgentMessage message = response.BeginMessage();
        for (int i = 0; i < 16; i++)
        {
            message.WriteWord($"word{i} ", i * Second / 2, (i + 1) * Second / 2);
        }

        await message.WriteAudioAsync(Sounds.Tone(8 * Second), OpusFormat.SampleRate);
        response.Complete();
        call.Run((2 * Second) + TimeSpan.FromMilliseconds(phase));
        call.LetPersonSay(ShortSound());
        call.Run(8 * Second);
        await agent.ToldOfAsync<MessageHeard>();
        TimeSpan gap = Sounds.LongestPause(call.Heard());
        TimeSpan spoken = Sounds.LoudTime(call.Heard());
        TestContext.Out.WriteLine($"silent for {gap.TotalMilliseconds:F0} ms, spoke for {spoken.TotalMilliseconds:F0} ms");
        Assert.That(gap.TotalMilliseconds, Is.InRange(150, 600));
        Assert.That(spoken - (8 * Second), Is.InRange(TimeSpan.Zero, TimeSpan.FromMilliseconds(540)), "no more is said twice than a word");
        Assert.That(client.Types, Has.None.EqualTo("input_audio_buffer.speech_started"));
        Assert.That(client.Types, Has.None.EqualTo("output_audio_buffer.cleared"));
        Assert.That(agent.Events.OfType<UserSpeechStarted>(), Is.Empty);
        Assert.That((await call.DescribeAsync()).Single().IsInterrupted, Is.False);
    }

    [Test]
    public async Task A_sound_that_goes_on_is_a_turn_and_what_was_said_ends_where_the_agent_paused()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        await response.SayAsync(20 * Second, "A long story.");
        response.Complete();
        call.Run(2 * Second);
        int before = call.Peer.Sent.Count;
        call.LetPersonSay(Sounds.Human());
        client.Await("conversation.item.truncated");
        TimeSpan heard = (await agent.ToldOfAsync<MessageTruncated>()).Heard;
        TimeSpan spoken = Sounds.LoudTime(call.Heard());
        Assert.That(heard, Is.EqualTo(spoken).Within(TimeSpan.FromMilliseconds(30)));
        Assert.That(Sounds.LoudTime(call.Heard().AsSpan(before * OpusFormat.FrameSamples)), Is.LessThan(TimeSpan.FromMilliseconds(800)));
        Assert.That(client.Last("input_audio_buffer.speech_started").GetProperty("audio_start_ms").GetInt32(), Is.InRange(1500, 2700));
    }

    [Test]
    public async Task The_agent_is_silent_before_a_sound_is_long_enough_to_be_speech()
    {
        TimeSpan soon = await SpokenUntilSilentAsync(InterruptionOptions.Default);
        TimeSpan late = await SpokenUntilSilentAsync(new InterruptionOptions { PauseAfter = TimeSpan.FromMilliseconds(500) });
        Assert.That((late - soon).TotalMilliseconds, Is.InRange(60, 160));
    }

    [Test]
    public async Task The_agent_is_silent_as_soon_where_the_network_makes_the_jitter_buffer_wait()
    {
        TimeSpan clean = await SpokenUntilSilentAsync(InterruptionOptions.Default);
        TimeSpan jittery = await SpokenUntilSilentAsync(InterruptionOptions.Default, hasJitter: true);
        TimeSpan certain = await SpokenUntilSilentAsync(new InterruptionOptions { PauseAfter = TimeSpan.FromMilliseconds(500) }, hasJitter: true);
        TestContext.Out.WriteLine($"{clean}, {jittery}; {certain}");
        Assert.That((jittery - clean).TotalMilliseconds, Is.InRange(0, 40));
        Assert.That((certain - jittery).TotalMilliseconds, Is.GreaterThan(120));
    }

    [Test]
    public async Task Sound_that_may_be_speech_and_never_is_lets_the_agent_go_on()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent, interruption: new InterruptionOptions { PauseAfter = TimeSpan.FromMilliseconds(1) });
        EventLog client = call.ConnectWithEvents();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        await response.SayAsync(4 * Second);
        response.Complete();
        call.Run(Second);
        call.LetPersonSay(Sounds.Human().AsMemory(OpusFormat.SampleRate, OpusFormat.SampleRate * 8 / 100));
        call.Run(5 * Second);
        await agent.ToldOfAsync<MessageHeard>();
        Assert.That(Sounds.LongestPause(call.Heard()).TotalMilliseconds, Is.InRange(100, 700));
        Assert.That(client.Types, Has.None.EqualTo("input_audio_buffer.speech_started"));
    }

    [Test]
    public async Task Without_a_least_length_every_sound_cuts_in()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent, interruption: new InterruptionOptions { MinSpeech = TimeSpan.Zero });
        EventLog client = call.ConnectWithEvents();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        await response.SayAsync(20 * Second);
        call.Run(2 * Second);
        call.LetPersonSay(ShortSound());
        client.Await("conversation.item.truncated");
    }

    [Test]
    public async Task An_announcement_that_must_be_heard_is_not_cut_and_the_turn_is_answered_after_it()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        call.Connect();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        response.IsInterruptible = false;
        AgentMessage message = await response.SayAsync(8 * Second);
        call.Run(Second);
        call.LetPersonSay(Sounds.Human().AsMemory(0, 3 * OpusFormat.SampleRate));
        call.Run(5 * Second);
        await agent.ToldOfAsync<UserTurnEnded>();
        Assert.That(agent.Events.OfType<ResponseRequested>(), Is.Empty);
        response.Complete();
        call.Run(4 * Second);
        Assert.That((await agent.ToldOfAsync<MessageHeard>()).ItemId, Is.EqualTo(message.ItemId));
        await agent.AskedAsync();
        Assert.That(Sounds.LoudTime(call.Heard()), Is.EqualTo(8 * Second).Within(TimeSpan.FromMilliseconds(30)));
    }

    [Test]
    public async Task While_the_echo_canceller_learns_sounds_do_not_interrupt()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent, interruption: new InterruptionOptions { EchoWarmUp = TimeSpan.FromSeconds(2) });
        EventLog client = call.ConnectWithEvents();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        await response.SayAsync(10 * Second);
        call.LetPersonSay(Sounds.Human().AsMemory(0, 2 * OpusFormat.SampleRate));
        call.Run(TimeSpan.FromSeconds(1.8));
        Assert.That(client.Types, Has.None.EqualTo("input_audio_buffer.speech_started"));
        Assert.That(Sounds.LongestPause(call.Heard()), Is.LessThan(TimeSpan.FromMilliseconds(50)));
    }

    [Test]
    public async Task A_client_that_clears_its_buffer_in_doubt_lets_the_agent_go_on()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent, interruption: new InterruptionOptions { MinSpeech = TimeSpan.FromSeconds(2) });
        EventLog client = call.ConnectWithEvents();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        await response.SayAsync(5 * Second);
        response.Complete();
        call.Run(Second);
        call.LetPersonSay(Sounds.Human().AsMemory(0, OpusFormat.SampleRate));
        call.Run(TimeSpan.FromMilliseconds(900));
        client.Send("""{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":null}}}}""");
        call.Run(6 * Second);
        await agent.ToldOfAsync<MessageHeard>();
        Assert.That(Sounds.LoudTime(call.Heard()), Is.InRange(5 * Second, TimeSpan.FromSeconds(6.3)));
    }

    /// <summary>150 ms out of a word, as a cough or an "mm" is.</summary>
    [Test]
    public async Task Where_words_are_wanted_sound_without_words_lets_the_agent_go_on()
    {
        var agent = new ScriptedAgent { RecognizesLive = true };
        using var call = new CallUnderTest(agent, interruption: new InterruptionOptions { MinWords = 2 });
        EventLog client = call.ConnectWithEvents();
        IAgentCall line = await agent.StartedAsync();
        AgentResponse response = await call.BeginAsync(line);
        await response.SayAsync(8 * Second);
        response.Complete();
        call.Run(Second);
        call.LetPersonSay(ShortSentence());
        call.Run(Second);
        line.WriteLiveTranscript("mm");
        call.Run(9 * Second);
        await agent.ToldOfAsync<MessageHeard>();
        Assert.That(Sounds.LongestPause(call.Heard()), Is.GreaterThan(Second), "it did pause");
        Assert.That(client.Types, Has.None.EqualTo("input_audio_buffer.speech_started"));
        Assert.That(agent.Events.OfType<UserTurnEnded>(), Is.Empty);
    }

    [Test]
    public async Task Where_words_are_wanted_the_agent_is_cut_off_once_there_are_enough([Values] bool afterTheEnd)
    {
        var agent = new ScriptedAgent { RecognizesLive = true };
        using var call = new CallUnderTest(agent, interruption: new InterruptionOptions { MinWords = 2 });
        EventLog client = call.ConnectWithEvents();
        IAgentCall line = await agent.StartedAsync();
        AgentResponse response = await call.BeginAsync(line);
        await response.SayAsync(20 * Second);
        response.Complete();
        call.Run(Second);
        call.LetPersonSay(ShortSentence());
        call.Run(afterTheEnd ? 1.7 * Second : 0.7 * Second);
        Assert.That(client.Types, Has.None.EqualTo("conversation.item.truncated"));
        line.WriteLiveTranscript("wait a moment");
        client.Await("input_audio_buffer.committed", seconds: 5);
        Assert.That(client.Types, Has.Member("conversation.item.truncated"));
        Assert.That((await agent.ToldOfAsync<UserTurnEnded>()).Turn.Speech, Is.GreaterThan(TimeSpan.FromMilliseconds(300)));
        await agent.AskedAsync();
    }

    [Test]
    public async Task An_agent_can_listen_to_all_of_the_persons_sound_as_it_comes()
    {
        var heard = new List<UserSound>();
        using var call = new CallUnderTest(new ScriptedAgent(line =>
        {
            IAsyncEnumerable<UserSound> sound = line.ListenAsync(CancellationToken.None);
            _ = Task.Run(async () =>
            {
                await foreach (UserSound piece in sound)
                {
                    lock (heard)
                    {
                        heard.Add(piece);
                    }
                }
            });
            Assert.That(() => line.ListenAsync(CancellationToken.None), Throws.InvalidOperationException);
            return Task.CompletedTask;
        }));
        call.Connect();
        await Eventually.IsTrueAsync(
            () =>
            {
                call.Run(TimeSpan.FromMilliseconds(100));
                lock (heard)
                {
                    return heard.Count > 20;
                }
            },
            "sound");
        UserSound[] pieces;
        lock (heard)
        {
            pieces = [.. heard];
        }

        TimeSpan position = pieces[0].Position;
        foreach (UserSound piece in pieces)
        {
            Assert.That(piece.Position, Is.EqualTo(position).Within(TimeSpan.FromMilliseconds(1)));
            position += TimeSpan.FromSeconds((double)piece.Pcm.Length / UserTurn.SampleRate);
        }
    }

    [TestCase("Once upon a ", "only this: \"Once upon a\"")]
    [TestCase("", "before any of your last message")]
    public void A_model_that_cannot_forget_is_told_what_was_heard(string heard, string note) =>
        Assert.That(new MessageTruncated("item_1", Second, heard).ToCorrectiveNote(), Does.Contain(note));

    private static async Task<TimeSpan> SpokenUntilSilentAsync(InterruptionOptions options, bool hasJitter = false)
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent, interruption: options) { HasJitter = hasJitter };
        EventLog client = call.ConnectWithEvents();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        await response.SayAsync(20 * Second);
        call.Run(2 * Second);
        call.LetPersonSay(ShortSentence());
        client.Await("conversation.item.truncated");
        return Sounds.LoudTime(call.Heard());
    }

    private static ReadOnlyMemory<short> ShortSentence() => Sounds.Human().AsMemory(OpusFormat.SampleRate, OpusFormat.SampleRate * 8 / 10);

    private static ReadOnlyMemory<short> ShortSound() => Sounds.Human().AsMemory(OpusFormat.SampleRate, OpusFormat.SampleRate * 15 / 100);
}
