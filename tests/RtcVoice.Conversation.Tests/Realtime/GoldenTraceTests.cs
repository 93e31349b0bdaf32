using System.Text.Json;
using RtcVoice.Audio.Opus;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Tests.Harness;

namespace RtcVoice.Conversation.Tests.Realtime;

/// <summary>The order of events of whole turns, on a virtual clock (wire contract, C.6 and C.7).</summary>
public sealed class GoldenTraceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task One_turn_from_the_first_word_of_the_person_to_the_last_that_was_heard()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        ReadOnlyMemory<short> sentence = Sounds.Human().AsMemory(0, 3 * OpusFormat.SampleRate);
        call.LetPersonSay(sentence);
        call.Run(TimeSpan.FromSeconds(4));
        UserTurnEnded turn = await agent.ToldOfAsync<UserTurnEnded>();
        AgentResponse response = await agent.AskedAsync();
        call.Call.Session.CompleteUserTranscript(turn.Turn.ItemId, "the family of dashwood");
        call.Run(TimeSpan.FromMilliseconds(20));
        response.ReportRateLimits([new RateLimit("requests", 100, 99, TimeSpan.FromSeconds(30))]);
        AgentMessage message = response.BeginMessage();
        await message.WriteAudioAsync(Sounds.Tone(Second), OpusFormat.SampleRate);
        call.Run(TimeSpan.FromMilliseconds(100));
        message.WriteText("Had long ");
        message.WriteText("been settled.");
        message.Complete();
        response.ReportUsage(new ResponseUsage { InputAudioTokens = 30, OutputAudioTokens = 20, OutputTextTokens = 5 });
        response.Complete();
        call.Run(2 * Second);

        Assert.That(client.Types, Is.EqualTo(new[]
        {
            "session.created",
            "conversation.created",
            "input_audio_buffer.speech_started",
            "input_audio_buffer.speech_stopped",
            "input_audio_buffer.committed",
            "conversation.item.added",
            "conversation.item.done",
            "response.created",
            "conversation.item.input_audio_transcription.completed",
            "rate_limits.updated",
            "response.output_item.added",
            "conversation.item.added",
            "response.content_part.added",
            "output_audio_buffer.started",
            "response.output_audio_transcript.delta",
            "response.output_audio_transcript.delta",
            "response.output_audio.done",
            "response.output_audio_transcript.done",
            "response.content_part.done",
            "response.output_item.done",
            "conversation.item.done",
            "response.done",
            "output_audio_buffer.stopped",
        }));

        JsonElement done = client.Last("response.done").GetProperty("response");
        Assert.That(done.GetProperty("status").GetString(), Is.EqualTo("completed"));
        Assert.That(done.GetProperty("usage").GetProperty("total_tokens").GetInt32(), Is.EqualTo(55));
        Assert.That(done.GetProperty("output")[0].GetProperty("content")[0].GetProperty("transcript").GetString(), Is.EqualTo("Had long been settled."));
        Assert.That(client.Events.Select(e => e.GetProperty("event_id").GetString()), Is.Unique);
        string userItem = client.Last("input_audio_buffer.speech_started").GetProperty("item_id").GetString()!;
        Assert.That(client.Of("conversation.item.added")[0].GetProperty("item").GetProperty("id").GetString(), Is.EqualTo(userItem));
        Assert.That(client.Of("conversation.item.added")[1].GetProperty("previous_item_id").GetString(), Is.EqualTo(userItem));
        Assert.That(client.Of("conversation.item.added")[0].GetProperty("previous_item_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task A_person_who_cuts_in_while_the_answer_is_still_being_made()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        AgentMessage message = response.BeginMessage();
        message.WriteText("One two three four five six seven eight nine ten, and so on without end for a long while.");
        await message.WriteAudioAsync(Sounds.Tone(20 * Second), OpusFormat.SampleRate);
        call.Run(2 * Second);
        int before = client.Types.Count;
        call.LetPersonSay(Sounds.Human());
        client.Await("response.done");
        message.WriteText("This comes too late.");
        response.Complete();
        call.Run(TimeSpan.FromMilliseconds(200));

        Assert.That(client.Types.Skip(before), Is.EqualTo(new[]
        {
            "input_audio_buffer.speech_started",
            "output_audio_buffer.cleared",
            "conversation.item.truncated",
            "response.output_audio.done",
            "response.output_audio_transcript.done",
            "response.content_part.done",
            "response.output_item.done",
            "conversation.item.done",
            "response.done",
        }));

        JsonElement done = client.Last("response.done").GetProperty("response");
        Assert.That(done.GetProperty("status").GetString(), Is.EqualTo("cancelled"));
        Assert.That(done.GetProperty("status_details").GetRawText(), Is.EqualTo("""{"type":"cancelled","reason":"turn_detected"}"""));
        JsonElement item = client.Last("conversation.item.done").GetProperty("item");
        Assert.That(item.GetProperty("status").GetString(), Is.EqualTo("incomplete"));
        MessageTruncated told = await agent.ToldOfAsync<MessageTruncated>();
        Assert.That(client.Last("conversation.item.truncated").GetProperty("audio_end_ms").GetInt32(), Is.EqualTo((int)told.Heard.TotalMilliseconds));
        Assert.That(item.GetProperty("content")[0].GetProperty("transcript").GetString(), Is.EqualTo(told.Transcript).And.StartWith("One two three"));
        Assert.That(told.Transcript, Has.Length.LessThan(60));
        Assert.That(client.Last("output_audio_buffer.cleared").GetProperty("response_id").GetString(), Is.EqualTo(response.Id));
    }

    [Test]
    public async Task A_person_who_cuts_in_when_all_was_made_and_only_sounds()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        await response.SayAsync(20 * Second, "All of it was made at once.");
        response.Complete();
        call.Run(2 * Second);
        Assert.That(client.Types[^1], Is.EqualTo("output_audio_buffer.started"));
        call.LetPersonSay(Sounds.Human());
        client.Await("conversation.item.truncated");
        call.Run(TimeSpan.FromMilliseconds(200));
        Assert.That(client.Types.TakeLast(3), Is.EqualTo(new[]
        {
            "input_audio_buffer.speech_started",
            "output_audio_buffer.cleared",
            "conversation.item.truncated",
        }));
        Assert.That(client.Of("response.done"), Has.Count.EqualTo(1));
        Assert.That(client.Last("response.done").GetProperty("response").GetProperty("status").GetString(), Is.EqualTo("completed"));
    }

    [Test]
    public async Task An_answer_that_is_cut_before_any_of_it_was_heard_is_no_part_of_the_conversation()
    {
        var agent = new ScriptedAgent();
        using var call = new CallUnderTest(agent);
        EventLog client = call.ConnectWithEvents();
        AgentResponse response = await call.BeginAsync(await agent.StartedAsync());
        AgentMessage message = response.BeginMessage();
        message.WriteText("Hardly begun.");
        call.Run(TimeSpan.FromMilliseconds(100));
        client.Send("""{"type":"response.cancel"}""");
        Assert.That(client.Types.TakeLast(6), Is.EqualTo(new[]
        {
            "response.output_audio.done",
            "response.output_audio_transcript.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.done",
            "conversation.item.deleted",
        }));
        Assert.That(client.Last("response.done").GetProperty("response").GetProperty("output").GetArrayLength(), Is.Zero);
        Assert.That(client.Last("conversation.item.deleted").GetProperty("item_id").GetString(), Is.EqualTo(message.ItemId));
        MessageTruncated told = await agent.ToldOfAsync<MessageTruncated>();
        Assert.That(told, Is.EqualTo(new MessageTruncated(message.ItemId, TimeSpan.Zero, "")));
    }
}
