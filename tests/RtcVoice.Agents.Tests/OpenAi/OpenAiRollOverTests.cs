using Microsoft.Extensions.Time.Testing;
using RtcVoice.Agents.OpenAi;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.OpenAi;

/// <summary>The upstream's sessions end after an hour; calls do not.</summary>
public sealed class OpenAiRollOverTests
{
    [Test]
    public async Task A_session_is_renewed_in_a_pause_and_the_next_knows_the_conversation()
    {
        var clock = new FakeTimeProvider();
        await using AnsweredCall call = await AnsweredCall.StartAsync(new OpenAiOptions { MaxSessionMinutes = 55 }, clock);
        StandInSession first = await call.Upstream.SessionAsync(1);
        string turn = call.Speak();
        RecordedResponse response = call.Ask();
        string id = await first.ResponseAsync();
        await first.SendAsync(new { type = "conversation.item.input_audio_transcription.completed", item_id = first.Items[0].Id, transcript = "Find twelve." });
        await first.CallAsync(id, "find", "call_1", "{}");
        await first.FinishAsync(id);
        await response.EndedAsync();
        RecordedCall made = response.Calls.Single();
        call.Remember(new MessageItem { Id = turn, Role = MessageRole.User, Content = [new InputAudioPart("Find twelve.")] });
        call.Remember(new FunctionCallItem { Id = made.Writer.ItemId, CallId = "call_1", Name = "find", Arguments = "{}" });
        var output = new FunctionCallOutputItem { Id = "item_out", CallId = "call_1", Output = "found" };
        call.Remember(output);
        call.Call.Tell(new ItemAdded(output, made.Writer.ItemId));
        RecordedMessage message = await call.ExchangeAsync(first, 2, "Here it is.");

        clock.Advance(TimeSpan.FromMinutes(55));
        call.Call.Tell(new UserSpeechStarted("item_cough"));
        call.Call.Tell(new MessageHeard(message.Writer.ItemId));
        call.Call.Tell(new SessionChanged(SessionConfig.Default));
        await first.CommandAsync("session.update", 3);
        Assert.That(call.Upstream.Attempts, Is.EqualTo(1), "somebody speaks");
        call.Call.Tell(new UserTurnEnded(new UserTurn("item_cough", ReadOnlyMemory<short>.Empty, TimeSpan.Zero)));

        StandInSession second = await call.Upstream.SessionAsync(2);
        await second.CommandAsync("input_audio_buffer.commit");
        await second.CommandAsync("conversation.item.create", 4);
        Assert.That(second.Items.Select(i => i.Summary), Is.EqualTo(new[] { "user: Find twelve.", "call: find {}", "output: found", "sound", "assistant: Here it is." }));
        Assert.That(second.Items[1].Json.GetProperty("call_id").GetString(), Is.EqualTo("call_1"));
        await call.ExchangeAsync(second, 1, "Anything else?");
        Assert.That(call.Call.Errors, Is.Empty);
        Assert.That(first.Of("response.create").Count(), Is.EqualTo(2));
        Assert.That(call.Upstream.Sessions, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_session_that_cannot_be_renewed_goes_on_and_is_tried_again()
    {
        var clock = new FakeTimeProvider();
        await using AnsweredCall call = await AnsweredCall.StartAsync(new OpenAiOptions { MaxSessionMinutes = 10 }, clock);
        StandInSession first = await call.Upstream.SessionAsync(1);
        await first.CommandAsync("session.update", 2);
        call.Upstream.RefusesWith = 503;
        clock.Advance(TimeSpan.FromMinutes(10));
        await Eventually.IsTrueAsync(() => call.Upstream.Attempts == 2, "it is tried");
        RecordedMessage message = await call.ExchangeAsync(first, 1, "Still I.");
        call.Call.Tell(new MessageHeard(message.Writer.ItemId));
        call.Upstream.RefusesWith = 0;
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(10));
                return call.Upstream.Sessions.Count == 2;
            },
            "another session");
        await call.ExchangeAsync(await call.Upstream.SessionAsync(2), 1, "Renewed.");
        Assert.That(call.Call.Errors, Is.Empty);
    }
}
