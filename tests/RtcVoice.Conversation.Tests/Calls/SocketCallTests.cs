using System.Text.Json;
using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Calls;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Peer;
using RtcVoice.Conversation.Realtime;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tests.Harness;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Conversation.Tests.Calls;

/// <summary>A call without WebRTC on a virtual clock: sound in events, both ways.</summary>
public sealed class SocketCallTests
{
    private const int Rate = AudioFormat.PcmRate;
    private const string PushToTalk = """{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":null}}}}""";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    [Test]
    public async Task A_sentence_in_events_is_a_turn_and_its_answer_comes_in_events()
    {
        var agent = new ScriptedAgent();
        using var call = new SocketCallUnderTest(agent);
        call.Append(Sentence());
        call.Await("input_audio_buffer.committed");
        UserTurnEnded turn = await agent.ToldOfAsync<UserTurnEnded>();
        Assert.That((double)turn.Turn.Pcm.Length / UserTurn.SampleRate, Is.InRange(2.0, 4.5));
        AgentResponse response = await agent.AskedAsync();
        await response.SayAsync(2 * Second, "Had long been settled.");
        response.Complete();
        call.Run(3 * Second);

        Assert.That(call.Sound, Has.Length.EqualTo(2 * Rate));
        string[] once = [.. call.Types.Where((type, i) => i == 0 || type != call.Types[i - 1])];
        Assert.That(once, Is.EqualTo(new[]
        {
            "session.created",
            "conversation.created",
            "input_audio_buffer.speech_started",
            "input_audio_buffer.speech_stopped",
            "input_audio_buffer.committed",
            "conversation.item.added",
            "conversation.item.done",
            "response.created",
            "response.output_item.added",
            "conversation.item.added",
            "response.content_part.added",
            "response.output_audio_transcript.delta",
            "response.output_audio.delta",
            "response.output_audio.done",
            "response.output_audio_transcript.done",
            "response.content_part.done",
            "response.output_item.done",
            "conversation.item.done",
            "response.done",
        }));
        Assert.That(call.Last("response.done").GetProperty("response").GetProperty("status").GetString(), Is.EqualTo("completed"));
    }

    [Test]
    public async Task A_person_who_cuts_in_ends_the_answer_and_no_sound_of_it_comes_later()
    {
        var agent = new ScriptedAgent();
        using var call = new SocketCallUnderTest(agent);
        call.Send("""{"type":"response.create"}""");
        AgentResponse response = await agent.AskedAsync();
        AgentMessage message = response.BeginMessage();
        message.WriteText("one two three four five six seven eight nine ten");
        await message.WriteAudioAsync(Sounds.Tone(10 * Second), OpusFormat.SampleRate);
        call.Run(Second);
        Assert.That(call.Of("response.output_audio.delta"), Is.Not.Empty);
        call.Append(Sentence());
        call.Await("input_audio_buffer.speech_started");
        call.Await("response.done");
        Assert.That(call.Last("response.done").GetProperty("response").GetProperty("status").GetString(), Is.EqualTo("cancelled"));
        Assert.That(call.Last("response.done").GetProperty("response").GetProperty("status_details").GetProperty("reason").GetString(), Is.EqualTo("turn_detected"));
        Assert.That(message.Cancelled.IsCancellationRequested);
        int deltas = call.Of("response.output_audio.delta").Count;
        Assert.That(await message.WriteAudioAsync(new short[Rate], Rate), Is.False);
        call.Run(2 * Second);
        Assert.That(call.Of("response.output_audio.delta"), Has.Count.EqualTo(deltas));

        // The client has not said yet how much it has played: what it never got was not heard in any case.
        HeardItem item = (await DescribeAsync(call)).First(i => i.Item.Id == message.ItemId);
        Assert.That(item.Heard, Is.EqualTo(TimeSpan.FromSeconds((double)call.Sound.Length / Rate)));
        string heard = ((OutputAudioPart)((MessageItem)item.Item).Content.Single()).Transcript;
        Assert.That(heard, Does.StartWith("one").And.Not.Contain("ten"));
        Assert.That((await agent.ToldOfAsync<MessageTruncated>()).Transcript, Is.EqualTo(heard));
        Assert.That(call.Of("conversation.item.truncated"), Is.Empty, "on a connection of events that is the client's to ask for");
        int cut = call.Types.ToList().IndexOf("input_audio_buffer.speech_started");
        Assert.That(call.Types.Skip(cut), Has.None.EqualTo("response.output_audio.delta"));
    }

    [Test]
    public async Task When_the_client_goes_in_mid_sentence_it_can_have_played_no_more_than_there_was_time_for()
    {
        var agent = new ScriptedAgent();
        using var call = new SocketCallUnderTest(agent);
        call.Send("""{"type":"response.create"}""");
        AgentResponse response = await agent.AskedAsync();
        await response.SayAsync(10 * Second, "one two three four five six seven eight nine ten");
        call.Run(2 * Second);
        call.Call.HangUp();
        call.Run(Moment);
        HeardItem item = (await DescribeAsync(call)).Single();
        Assert.That(item.IsInterrupted);
        Assert.That(item.Heard!.Value.TotalSeconds, Is.EqualTo(2).Within(0.1));
        Assert.That((double)call.Sound.Length / Rate, Is.GreaterThan(2.8), "it was sent more");
    }

    [Test]
    public async Task Of_an_answer_that_is_written_in_one_long_piece_as_much_is_heard_as_was_sent()
    {
        var agent = new ScriptedAgent();
        using var call = new SocketCallUnderTest(agent);
        call.Send("""{"type":"response.create"}""");
        AgentMessage message = (await agent.AskedAsync()).BeginMessage();
        Task<bool> writing = message.WriteAudioAsync(new short[90 * Rate], Rate).AsTask();
        call.Run(2 * Second);
        call.Send("""{"type":"response.cancel"}""");
        Assert.That(await writing.WithinPatienceAsync(), Is.False);
        HeardItem item = (await DescribeAsync(call)).Single();
        Assert.That(item.Heard, Is.EqualTo(TimeSpan.FromSeconds((double)call.Sound.Length / Rate)));
        Assert.That(item.Heard, Is.GreaterThan(2 * Second));
    }

    [Test]
    public async Task A_message_that_is_begun_while_sound_is_leaving_loses_nothing()
    {
        var agent = new ScriptedAgent();
        using var call = new SocketCallUnderTest(agent);
        call.Send("""{"type":"response.create"}""");
        AgentResponse response = await agent.AskedAsync();
        call.RoomAsked = () =>
        {
            call.RoomAsked = null;
            AgentMessage second = response.BeginMessage();
            Assert.That(second.WriteAudioAsync(new short[Rate / 10], Rate).AsTask().IsCompleted);
            response.Complete();
        };
        AgentMessage first = response.BeginMessage();
        await first.WriteAudioAsync(new short[Rate / 10], Rate);
        first.Complete();
        call.Await("response.done");
        Assert.That(call.Sound, Has.Length.EqualTo(Rate / 5));
    }

    [Test]
    public async Task A_message_that_is_completed_while_its_last_sound_is_leaving_is_done()
    {
        var agent = new ScriptedAgent();
        using var call = new SocketCallUnderTest(agent);
        call.Send("""{"type":"response.create"}""");
        AgentResponse response = await agent.AskedAsync();
        AgentMessage message = response.BeginMessage();
        call.RoomAsked = () =>
        {
            call.RoomAsked = null;
            message.WriteText("the end");
            response.Complete();
        };
        await message.WriteAudioAsync(new short[Rate / 10], Rate);
        call.Await("response.done");
        Assert.That(call.Last("response.output_audio_transcript.done").GetProperty("transcript").GetString(), Is.EqualTo("the end"));
    }

    [Test]
    public async Task A_client_says_itself_what_was_heard()
    {
        var agent = new ScriptedAgent();
        using var call = new SocketCallUnderTest(agent);
        call.Send("""{"type":"response.create"}""");
        AgentResponse response = await agent.AskedAsync();
        AgentMessage message = await response.SayAsync(4 * Second, "one two three four five six seven eight");
        response.Complete();
        call.Await("response.done");
        call.Send($$"""{"type":"conversation.item.truncate","item_id":"{{message.ItemId}}","content_index":0,"audio_end_ms":1500}""");
        Assert.That(call.Last("conversation.item.truncated").GetProperty("audio_end_ms").GetInt32(), Is.EqualTo(1500));
        MessageTruncated told = await agent.ToldOfAsync<MessageTruncated>();
        Assert.That((told.ItemId, told.Heard), Is.EqualTo((message.ItemId, 1.5 * Second)));
        Assert.That(told.Transcript, Does.StartWith("one").And.Not.Contain("five"));
        HeardItem item = (await DescribeAsync(call)).Single();
        Assert.That((item.IsInterrupted, item.Heard, item.Generated), Is.EqualTo((true, 1.5 * Second, 4 * Second)));

        call.Send($$"""{"type":"conversation.item.truncate","item_id":"{{message.ItemId}}","content_index":0,"audio_end_ms":4001}""");
        Assert.That(call.Last("error").GetProperty("error").GetProperty("code").GetString(), Is.EqualTo("audio_end_beyond_item"));
    }

    [Test]
    public async Task Push_to_talk_takes_what_was_appended_when_it_is_committed()
    {
        var agent = new ScriptedAgent();
        using var call = new SocketCallUnderTest(agent);
        call.Send(PushToTalk);
        call.Append(Sentence().AsSpan(0, OpusFormat.SampleRate));
        call.Run(2 * Second);
        Assert.That(call.Types, Has.None.StartsWith("input_audio_buffer."));
        call.Send("""{"type":"input_audio_buffer.commit"}""");
        call.Send("""{"type":"response.create"}""");
        UserTurnEnded turn = await agent.ToldOfAsync<UserTurnEnded>();
        Assert.That(turn.Turn.Pcm.Length, Is.EqualTo(UserTurn.SampleRate).Within(200), "the resampler holds back some");
        await agent.AskedAsync();
        call.Send("""{"type":"input_audio_buffer.commit"}""");
        Assert.That(call.Last("error").GetProperty("error").GetProperty("code").GetString(), Is.EqualTo("input_audio_buffer_commit_empty"));
    }

    [Test]
    public async Task A_commit_right_behind_a_minute_of_sound_takes_all_of_it()
    {
        var agent = new ScriptedAgent();
        using var call = new SocketCallUnderTest(agent);
        call.Send(PushToTalk);
        call.Append(new short[50 * OpusFormat.SampleRate]);
        call.Send("""{"type":"input_audio_buffer.commit"}""");
        call.Run(2 * Second);
        UserTurnEnded turn = await agent.ToldOfAsync<UserTurnEnded>();
        Assert.That((double)turn.Turn.Pcm.Length / UserTurn.SampleRate, Is.EqualTo(50).Within(0.1));
    }

    [Test]
    public async Task A_client_that_does_not_keep_up_gets_its_sound_later_and_all_of_it()
    {
        var agent = new ScriptedAgent();
        using var call = new SocketCallUnderTest(agent);
        call.HasRoom = false;
        call.Send("""{"type":"response.create"}""");
        AgentResponse response = await agent.AskedAsync();
        await response.SayAsync(Second);
        response.Complete();
        call.Run(Second);
        Assert.That(call.Sound, Is.Empty);
        Assert.That(call.Of("response.done"), Is.Empty);
        call.HasRoom = true;
        call.Await("response.done");
        Assert.That(call.Sound, Has.Length.EqualTo(Rate));
    }

    [Test]
    public async Task A_client_that_sends_more_than_can_be_listened_to_is_made_to_wait()
    {
        const int Seconds = 100;
        string append = $$"""{"type":"input_audio_buffer.append","audio":"{{Convert.ToBase64String(new byte[Seconds * Rate * sizeof(short)])}}"}""";
        using var call = new SocketCallUnderTest(new ScriptedAgent());
        Task first = call.SendAsync(append);
        Assert.That(first.IsCompleted, Is.False);
        call.Run(Moment);
        await first.WithinPatienceAsync();
        Task second = call.SendAsync(append);
        call.Run(Second);
        Assert.That(second.IsCompleted, Is.False, "the first is still being listened to");
        call.Run(2 * Second);
        await second.WithinPatienceAsync();
    }

    [Test]
    public void What_is_refused_counts_as_an_event_so_that_a_client_is_not_answered_without_end()
    {
        using var call = new SocketCallUnderTest(new ScriptedAgent());
        for (int i = 0; i < 10_000; i++)
        {
            call.Refuse("binary_not_supported");
        }

        call.Run(Moment);
        string[] codes = [.. call.Of("error").Select(e => e.GetProperty("error").GetProperty("code").GetString()!)];
        Assert.That(codes, Has.Length.LessThanOrEqualTo(401));
        Assert.That(codes[^1], Is.EqualTo("rate_limit_exceeded"));
    }

    [Test]
    public void The_output_buffer_is_the_clients()
    {
        using var call = new SocketCallUnderTest(new ScriptedAgent());
        call.Send("""{"type":"output_audio_buffer.clear"}""");
        JsonElement error = call.Last("error").GetProperty("error");
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo("output_audio_buffer_not_supported"));
        Assert.That(error.GetProperty("message").GetString(), Does.Contain("conversation.item.truncate"));
    }

    [Test]
    public async Task A_session_begins_with_the_configuration_that_it_was_given()
    {
        var agent = new ScriptedAgent();
        using var call = new SocketCallUnderTest(agent, SessionConfig.Default with { Instructions = "Be brief." });
        call.Run(Moment);
        Assert.That(call.Last("session.created").GetProperty("session").GetProperty("instructions").GetString(), Is.EqualTo("Be brief."));
        Assert.That((await agent.StartedAsync()).Session.Instructions, Is.EqualTo("Be brief."));
    }

    [Test]
    public async Task The_end_of_the_call_ends_all_that_was_under_way_and_only_its_first_reason_counts()
    {
        var agent = new ScriptedAgent();
        using var call = new SocketCallUnderTest(agent);
        await agent.StartedAsync();
        Assert.That(call.Call.State, Is.EqualTo(CallState.Connected));
        call.Send("""{"type":"response.create"}""");
        AgentMessage message = (await agent.AskedAsync()).BeginMessage();
        Task<bool> writing = message.WriteAudioAsync(new short[70 * Rate], Rate).AsTask();
        call.Run(Moment);
        call.Call.End(PeerCloseReason.ClosedByPeer);
        call.Call.HangUp();
        call.Run(Moment);
        await call.Call.Ended.WithinPatienceAsync();
        Assert.That(await writing.WithinPatienceAsync(), Is.False);
        await Eventually.IsTrueAsync(() => agent.WasHungUp, "the agent is told");
        Assert.That((call.Call.State, call.Call.EndReason), Is.EqualTo((CallState.Ended, PeerCloseReason.ClosedByPeer)));
        TimeSpan duration = call.Call.Duration;
        call.Run(Second);
        Assert.That(call.Call.Duration, Is.EqualTo(duration));
        Assert.That((await call.Call.Session.DescribeAsync()).Single().Item.Id, Is.EqualTo(message.ItemId));
    }

    [Test]
    public async Task A_fault_of_the_agent_ends_the_call()
    {
        using var call = new SocketCallUnderTest(new ScriptedAgent(_ => throw new InvalidOperationException("no model")));
        await Eventually.IsTrueAsync(() => call.Call.EndReason is not null, "it is hung up");
        call.Run(Moment);
        await call.Call.Ended.WithinPatienceAsync();
        Assert.That(call.Call.EndReason, Is.EqualTo(PeerCloseReason.ClosedHere));
    }

    private static short[] Sentence() => [.. Sounds.Human().AsSpan(0, 3 * OpusFormat.SampleRate), .. new short[OpusFormat.SampleRate]];

    private static async Task<IReadOnlyList<HeardItem>> DescribeAsync(SocketCallUnderTest call)
    {
        Task<IReadOnlyList<HeardItem>> described = call.Call.Session.DescribeAsync();
        call.Run(Moment);
        return await described;
    }
}
