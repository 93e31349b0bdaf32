using Microsoft.Extensions.AI;
using RtcVoice.Agents.RealtimeClients;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.Conversation.Tools;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.RealtimeClients;

/// <summary>Conversations by whichever provider, that has no more than the abstraction gives it.</summary>
public sealed class RealtimeClientConversationTests
{
    private const int Second = 24_000;

    [Test]
    public async Task A_turn_goes_up_and_its_answer_comes_down_in_bursts_with_the_words_of_both()
    {
        var client = new ScriptedRealtimeClient();
        await using ClientCall call = await ClientCall.StartAsync(client);
        ScriptedRealtimeSession session = await client.SessionAsync(1);
        Assert.That(session.Asked.VoiceActivityDetection!.Enabled, Is.False, "turns are found here");
        string turn = call.Person.Speak();
        using RecordedResponse response = call.Person.Ask();
        await session.AskedForAsync();
        Assert.That(session.Turns.Single(), Has.Length.EqualTo(2 * Second), "the turn at the provider's rate");
        session.Say(new ResponseOutputItemRealtimeServerMessage(RealtimeServerMessageType.ConversationItemAdded) { Item = new RealtimeConversationItem([], "p_turn", ChatRole.User) });
        session.Say(new InputAudioTranscriptionRealtimeServerMessage(RealtimeServerMessageType.InputAudioTranscriptionCompleted) { ItemId = "p_turn", Transcription = "Tell me." });
        session.Begin("r1");
        session.Words("r1", "m1", "So it ");
        for (int burst = 0; burst < 50; burst++)
        {
            session.Sound("r1", "m1", Second);
        }

        session.Words("r1", "m1", "is.");
        session.Done("r1", usage: new UsageDetails { InputTokenCount = 10, InputAudioTokenCount = 6, CachedInputTokenCount = 2, OutputTokenCount = 20, OutputAudioTokenCount = 15 });
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        RecordedMessage message = response.Messages.Single();
        Assert.That((message.Text, message.Sound, message.IsComplete), Is.EqualTo(("So it is.", TimeSpan.FromSeconds(50), true)));
        Assert.That(call.Call.Transcripts, Is.EqualTo(new[] { (turn, "Tell me.") }));
        Assert.That(
            response.Usage,
            Is.EqualTo(new ResponseUsage { InputTextTokens = 4, InputAudioTokens = 6, CachedTokens = 2, OutputTextTokens = 5, OutputAudioTokens = 15 }));
        Assert.That(call.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task A_turn_goes_up_while_it_is_spoken_and_what_is_missing_of_it_at_its_end()
    {
        var client = new ScriptedRealtimeClient { Grants = o => new RealtimeSessionOptions { InputAudioFormat = new RealtimeAudioFormat("audio/pcm", UserTurn.SampleRate) } };
        await using ClientCall call = await ClientCall.StartAsync(client);
        ScriptedRealtimeSession session = await client.SessionAsync(1);
        call.Person.BeHeard(0, 20);
        call.Person.Begin("item_a", 10);
        call.Person.BeHeard(20, 40);
        await Eventually.IsTrueAsync(() => session.Pending >= ScriptedPerson.Sound(10, 40).Length, "it goes up while it is spoken");
        call.Person.End("item_a", 10, 60);
        await Eventually.IsTrueAsync(() => session.Turns.Count == 1, "it is a turn");
        Assert.That(session.Turns.Single(), Is.EqualTo(ScriptedPerson.Sound(10, 60).ToArray()), "every sample once, at the rate that the provider says");
    }

    [Test]
    public async Task Sound_comes_at_the_rate_that_the_provider_says()
    {
        var client = new ScriptedRealtimeClient { Grants = o => new RealtimeSessionOptions { OutputAudioFormat = new RealtimeAudioFormat("audio/pcm", 16_000) } };
        await using ClientCall call = await ClientCall.StartAsync(client);
        ScriptedRealtimeSession session = await client.SessionAsync(1);
        using RecordedResponse response = call.Person.Ask();
        await session.AskedForAsync();
        session.Answer("r1", "m1", "Yes.", 16_000);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().Sound, Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task Of_an_answer_that_is_cut_the_rest_is_let_go_and_the_model_is_told_what_was_heard()
    {
        var client = new ScriptedRealtimeClient();
        await using ClientCall call = await ClientCall.StartAsync(client);
        ScriptedRealtimeSession session = await client.SessionAsync(1);
        RecordedResponse story = call.Person.Ask();
        await session.AskedForAsync();
        session.Begin("r1");
        session.Words("r1", "m1", "Once upon a time");
        session.Sound("r1", "m1", 5 * Second);
        await Eventually.IsTrueAsync(() => story.Messages.SingleOrDefault()?.Sound == TimeSpan.FromSeconds(5), "it is said");
        call.Person.CutIn(story, "Once upon", TimeSpan.FromSeconds(1));
        call.Person.Speak();
        using RecordedResponse next = call.Person.Ask();
        session.Words("r1", "m1", " there was");
        session.Sound("r1", "m1", 5 * Second);
        Assert.That(session.Told, Is.EqualTo(new[] { "answer" }), "nothing is asked while the cut answer is still made");
        session.Done("r1");
        await session.AskedForAsync(2);
        Assert.That(session.Told, Is.EqualTo(new[]
        {
            "answer",
            "user: [You were interrupted. Of your last message the person heard only this: \"Once upon\" Treat the rest as not said.]",
            "commit",
            "answer",
        }));
        session.Answer("r2", "m2", "Yes?", Second);
        Assert.That(await next.EndedAsync(), Is.EqualTo("completed"));
        Assert.That((story.Messages.Single().Text, next.Messages.Single().Text), Is.EqualTo(("Once upon a time", "Yes?")));
        Assert.That(client.Sessions, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_provider_that_goes_on_with_an_answer_that_was_cut_gives_way_to_another_session()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var client = new ScriptedRealtimeClient();
        await using ClientCall call = await ClientCall.StartAsync(client, clock: clock);
        ScriptedRealtimeSession first = await client.SessionAsync(1);
        RecordedResponse story = call.Person.Ask();
        await first.AskedForAsync();
        first.Begin("r1");
        first.Words("r1", "m1", "Once upon a time");
        first.Sound("r1", "m1", 5 * Second);
        await Eventually.IsTrueAsync(() => story.Messages.SingleOrDefault()?.Sound == TimeSpan.FromSeconds(5), "it is said");
        call.Person.CutIn(story, "Once upon", TimeSpan.FromSeconds(1));
        call.Person.Write("Stop!");
        using RecordedResponse next = call.Person.Ask();
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(500));
                return client.Sessions.Count == 2;
            },
            "another session");
        ScriptedRealtimeSession second = await client.SessionAsync(2);
        await second.AskedForAsync();
        Assert.That(second.Told, Is.EqualTo(new[] { "assistant: Once upon", "user: Stop!", "answer" }));
        second.Answer("r2", "m2", "Yes?", Second);
        Assert.That(await next.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(first.IsDisposed && call.Call.Errors.IsEmpty);
    }

    [Test]
    public async Task Functions_are_told_of_called_and_what_they_return_goes_up()
    {
        var client = new ScriptedRealtimeClient();
        FunctionTool find = new() { Name = "find", Description = "Finds." };
        var weather = new ServerTool(AIFunctionFactory.Create((string city) => city, "weather"));
        await using ClientCall call = await ClientCall.StartAsync(client, session: SessionConfig.Default with { Tools = [find] }, tools: weather);
        ScriptedRealtimeSession session = await client.SessionAsync(1);
        Assert.That(session.Asked.Tools!.Select(t => t.Name), Is.EquivalentTo(new[] { "find", "weather" }));
        Assert.That(session.Asked.Tools!, Is.All.InstanceOf<AIFunction>(), "OpenAI's client leaves out mere declarations");
        using RecordedResponse asked = call.Person.Ask();
        await session.AskedForAsync();
        session.Begin("r1");
        session.Call("r1", "f1", "find", "call_1", new Dictionary<string, object?> { ["what"] = "keys" });
        session.Done("r1");
        Assert.That(await asked.EndedAsync(), Is.EqualTo("completed"));
        RecordedCall made = asked.Calls.Single();
        Assert.That((made.Name, made.Writer.CallId, made.Arguments, made.IsComplete), Is.EqualTo(("find", "call_1", """{"what":"keys"}""", true)));
        call.Person.Remember(asked);
        call.Person.Return(made, "under the mat");
        using RecordedResponse told = call.Person.Ask();
        await session.AskedForAsync(2);
        Assert.That(session.Told, Is.EqualTo(new[] { "answer", "tool: call_1 returned under the mat", "answer" }));
        session.Answer("r2", "m2", "Under the mat.", Second);
        Assert.That(await told.EndedAsync(), Is.EqualTo("completed"));
    }

    [Test]
    public async Task A_provider_that_names_neither_answers_nor_items_is_understood()
    {
        var client = new ScriptedRealtimeClient { Grants = static _ => null };
        await using ClientCall call = await ClientCall.StartAsync(client);
        ScriptedRealtimeSession session = await client.SessionAsync(1);
        string turn = call.Person.Speak();
        using RecordedResponse response = call.Person.Ask();
        await session.AskedForAsync();
        session.Say(new InputAudioTranscriptionRealtimeServerMessage(RealtimeServerMessageType.InputAudioTranscriptionCompleted) { Transcription = "Tell me." });
        session.Words(null, null, "So it is.");
        session.Sound(null, null, Second);
        session.Done(null, status: null);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That((response.Messages.Single().Text, response.Messages.Single().Sound), Is.EqualTo(("So it is.", TimeSpan.FromSeconds(1))));
        Assert.That(call.Call.Transcripts, Is.EqualTo(new[] { (turn, "Tell me.") }));
    }

    [Test]
    public async Task An_answer_that_nobody_asked_for_is_let_go()
    {
        var client = new ScriptedRealtimeClient();
        await using ClientCall call = await ClientCall.StartAsync(client);
        ScriptedRealtimeSession session = await client.SessionAsync(1);
        session.Answer("r_by_itself", "m0", "Hello?", Second);
        session.Say(new ErrorRealtimeServerMessage { Error = new ErrorContent("Nobody asked.") { ErrorCode = "nobody_asked" } });
        await Eventually.IsTrueAsync(() => call.Call.Errors.Contains("nobody_asked"), "what the provider said by itself is read before it is asked");
        using RecordedResponse response = call.Person.Ask();
        await session.AskedForAsync();
        session.Words("r_by_itself", "m0", " Anybody there?");
        session.Answer("r1", "m1", "Yes.", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().Text, Is.EqualTo("Yes."));
    }

    [Test]
    public async Task What_is_to_be_read_comes_as_text_and_an_answer_beside_the_conversation_is_asked_for_as_that()
    {
        var client = new ScriptedRealtimeClient();
        await using ClientCall call = await ClientCall.StartAsync(client);
        ScriptedRealtimeSession session = await client.SessionAsync(1);
        ResponseConfig written = ResponseConfig.Of(SessionConfig.Default) with { Modality = OutputModality.Text, IsOutOfBand = true, Instructions = "Sum it up." };
        using RecordedResponse response = call.Person.Ask(written);
        CreateResponseRealtimeClientMessage asked = await session.AskedForAsync();
        Assert.That((asked.OutputModalities!.Single(), asked.ExcludeFromConversation, asked.Instructions), Is.EqualTo(("text", true, "Sum it up.")));
        session.Begin("r1");
        session.Say(new OutputTextAudioRealtimeServerMessage(RealtimeServerMessageType.OutputTextDelta) { ResponseId = "r1", ItemId = "m1", Text = "A sum." });
        session.Done("r1");
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That((response.Messages.Single().Text, response.Messages.Single().Writer.IsSpoken), Is.EqualTo(("A sum.", false)));
    }

    [Test]
    public async Task A_session_that_changes_is_configured_anew_or_gives_way_to_another()
    {
        var client = new ScriptedRealtimeClient { IsSetOnce = true };
        await using ClientCall call = await ClientCall.StartAsync(client);
        await client.SessionAsync(1);
        call.Call.Tell(new SessionChanged(SessionConfig.Default with { Instructions = "Be brief." }));
        ScriptedRealtimeSession second = await client.SessionAsync(2);
        Assert.That(second.Asked.Instructions, Is.EqualTo("Be brief."));
        Assert.That(call.Call.Errors, Is.Empty);

        var other = new ScriptedRealtimeClient();
        await using ClientCall changed = await ClientCall.StartAsync(other);
        ScriptedRealtimeSession session = await other.SessionAsync(1);
        changed.Call.Tell(new SessionChanged(SessionConfig.Default with { Instructions = "Be brief." }));
        await Eventually.IsTrueAsync(() => session.Of<SessionUpdateRealtimeClientMessage>().Any(), "it is configured");
        Assert.That(session.Of<SessionUpdateRealtimeClientMessage>().Single().Options.Instructions, Is.EqualTo("Be brief."));
    }

    [Test]
    public async Task What_a_client_takes_out_of_the_conversation_another_session_does_not_know()
    {
        var client = new ScriptedRealtimeClient();
        await using ClientCall call = await ClientCall.StartAsync(client);
        ScriptedRealtimeSession first = await client.SessionAsync(1);
        call.Person.Write("Keep this.");
        string secret = call.Person.Write("Forget this.");
        await Eventually.IsTrueAsync(() => first.Told.Count == 2, "both are told");
        call.Person.Forget(secret);
        ScriptedRealtimeSession second = await client.SessionAsync(2);
        using RecordedResponse response = call.Person.Ask();
        await second.AskedForAsync();
        Assert.That(second.Told, Is.EqualTo(new[] { "user: Keep this.", "answer" }));
        second.Answer("r1", "m1", "Kept.", Second);
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
    }
}
