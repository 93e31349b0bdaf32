using RtcVoice.Agents.Cascade;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.TestKit.Agents;
using RtcVoice.TestKit.Upstreams;

namespace RtcVoice.Agents.Tests.Cascade;

/// <summary>Answers that are begun before it is certain that they are wanted.</summary>
public sealed class CascadePreemptiveTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task The_model_is_asked_when_the_person_seems_to_have_finished_and_not_again_when_they_have()
    {
        await using CascadeRun run = await StartAsync();
        run.Servers.Hear("Hello?");
        run.Servers.Speak();
        string turn = run.Begin();
        run.SeemToEnd(turn, Second);
        ChatAnswer answer = await ChatAnswer.BeginAsync(await run.Servers.ChatAsync());
        await answer.SayAsync("Good day. And ");
        Assert.That(run.Call.Transcripts, Is.Empty, "nothing is told before the turn is over");
        run.End(turn, Second);
        RecordedResponse response = run.Ask();
        await answer.SayAsync("so on.");
        await answer.EndAsync();
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().Text, Is.EqualTo("Good day. And so on."));
        Assert.That(run.Call.Transcripts.Single(), Is.EqualTo((turn, "Hello?")));
        Assert.That((run.Servers.Transcriptions.Count, run.Servers.Chats.Count), Is.EqualTo((1, 1)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_was_thought_of_is_thrown_away_when_the_person_goes_on(bool isToldSo)
    {
        await using CascadeRun run = await StartAsync();
        run.Servers.Hear("I would like");
        run.Servers.Speak();
        string turn = run.Begin();
        run.SeemToEnd(turn, Second);
        HttpExchange ahead = await run.Servers.ChatAsync();
        ChatAnswer wrong = await ChatAnswer.BeginAsync(ahead);
        await wrong.SayAsync("What would you like? ");
        if (isToldSo)
        {
            run.Call.Tell(new UserTurnContinued(turn));
            await ahead.GoneAsync();
        }

        run.Servers.Hear("I would like a pizza");
        run.End(turn, 2 * Second);
        RecordedResponse response = run.Ask();
        HttpExchange asked = await run.Servers.ChatAsync(2);
        await ahead.GoneAsync();
        Assert.That(CascadeRun.MessagesOf(asked), Is.EqualTo(new[] { "user: I would like a pizza" }));
        await ChatAnswer.SayAllAsync(asked, "Which one?");
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(response.Messages.Single().Text, Is.EqualTo("Which one?"));
        Assert.That(run.Spoken, Is.EqualTo(new[] { "Which one?" }));
    }

    [Test]
    public async Task What_was_thought_of_is_not_said_when_the_conversation_is_another_by_then()
    {
        await using CascadeRun run = await StartAsync();
        run.Servers.Hear("Hello?");
        run.Servers.Speak();
        string turn = run.Begin();
        run.SeemToEnd(turn, Second);
        HttpExchange ahead = await run.Servers.ChatAsync();
        run.Remember(new MessageItem { Id = "item_s", Role = MessageRole.System, Content = [new InputTextPart("Speak French.")] });
        run.End(turn, Second);
        RecordedResponse response = run.Ask();
        HttpExchange asked = await run.Servers.ChatAsync(2);
        Assert.That(CascadeRun.MessagesOf(asked), Is.EqualTo(new[] { "system: Speak French.", "user: Hello?" }));
        await ChatAnswer.SayAllAsync(asked, "Bonjour.");
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        await ahead.GoneAsync();
        Assert.That((run.Servers.Transcriptions.Count, response.Messages.Single().Text), Is.EqualTo((1, "Bonjour.")));
    }

    [Test]
    public async Task A_failure_ahead_of_the_end_is_tried_again_at_the_end()
    {
        await using CascadeRun run = await StartAsync();
        run.Servers.OnTranscription = exchange => exchange.RespondAsync(400, "{}");
        run.Servers.Speak();
        string turn = run.Begin();
        run.SeemToEnd(turn, Second);
        await (await run.Servers.TranscriptionAsync()).GoneAsync();
        run.Servers.Hear("Hello?");
        run.End(turn, Second);
        RecordedResponse response = run.Ask();
        await ChatAnswer.SayAllAsync(await run.Servers.ChatAsync(), "Good day.");
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        Assert.That(run.Call.Errors, Is.Empty);
    }

    [Test]
    public async Task Nothing_is_done_ahead_unless_it_is_asked_for()
    {
        await using CascadeRun run = await CascadeRun.StartAsync();
        string turn = run.Begin();
        run.SeemToEnd(turn, Second / 2);
        run.End(turn, Second);
        Assert.That((await run.Servers.TranscriptionAsync()).Body, Is.Not.Empty);
        Assert.That(run.Servers.Transcriptions, Has.Count.EqualTo(1));
    }

    private static Task<CascadeRun> StartAsync() => CascadeRun.StartAsync(new CascadeOptions { Preemptive = true });
}
