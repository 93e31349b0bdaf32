using RtcVoice.Agents.Flite;
using RtcVoice.Agents.Local;
using RtcVoice.Agents.Pocketsphinx;
using RtcVoice.Agents.Tests.Speech;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Items;
using RtcVoice.Conversation.Session;
using RtcVoice.TestKit.Agents;

namespace RtcVoice.Agents.Tests.Local;

public sealed class LocalAgentTests
{
    private readonly WallClock _clock = new(new DateTimeOffset(2026, 11, 27, 16, 20, 0, TimeSpan.Zero));
    private FliteVoice _voice = null!;
    private Ear _ear = null!;

    [OneTimeSetUp]
    public void Load()
    {
        _voice = new FliteVoice();
        _ear = new Ear(SpeechModel.Installed, ConciergeGrammar.Rules);
    }

    [OneTimeTearDown]
    public void Unload()
    {
        _ear.Dispose();
        _voice.Dispose();
    }

    [Test]
    public async Task It_greets_by_itself_and_says_when_each_word_sounds()
    {
        await using StandaloneCall call = Call();
        RecordedMessage greeting = await SaidAsync(await call.ResponseAsync(1));
        Assert.That(greeting.Sound.TotalSeconds, Is.InRange(2, 10));
        Assert.That(greeting.Text, Is.EqualTo(Dialogue.Greeting));
        AssertTimed(greeting);
    }

    [Test]
    public async Task A_spoken_question_is_made_out_told_to_the_client_and_answered()
    {
        await using StandaloneCall call = Call();
        await SaidAsync(await call.ResponseAsync(1));
        RecordedMessage answer = await SayAsync(call, "what time is it");
        Assert.That(answer.Text, Is.EqualTo("It is twenty past four in the afternoon."));
        Assert.That(answer.Sound, Is.GreaterThan(TimeSpan.FromSeconds(1)));
        Assert.That(call.Transcripts, Is.EqualTo(new[] { ("item_what_time_is_it", "what time is it") }));
        Assert.That(call.Errors, Is.Empty);
    }

    [Test]
    public async Task What_it_cannot_make_out_it_says_so_and_the_turn_has_no_transcript()
    {
        await using StandaloneCall call = Call();
        await SaidAsync(await call.ResponseAsync(1));
        RecordedMessage answer = await SayAsync(call, "my sister plays the violin every sunday");
        Assert.That(answer.Text, Does.StartWith("I am sorry, I did not understand that."));
        Assert.That(call.Transcripts, Is.Empty);
        Assert.That(call.Errors, Is.EqualTo(new[] { "not_understood" }));
    }

    [Test]
    public async Task Cut_in_mid_story_it_quotes_exactly_the_words_that_were_heard()
    {
        await using StandaloneCall call = Call();
        await SaidAsync(await call.ResponseAsync(1));
        RecordedMessage story = await SayAsync(call, "tell me a story");
        Assert.That(story.Sound, Is.GreaterThan(TimeSpan.FromSeconds(20)), "long enough to be interrupted");
        string heard = string.Concat(story.Words.TakeWhile(w => w.End < TimeSpan.FromSeconds(6)).Select(w => w.Text)).TrimEnd();
        call.Tell(new MessageTruncated(story.Writer.ItemId, TimeSpan.FromSeconds(6), heard));
        RecordedMessage quote = await SayAsync(call, "what did you just say");
        TestContext.Out.WriteLine(quote.Text);
        Assert.That(quote.Text, Is.EqualTo($"I said: {heard}"));

        // The quotation was heard too, and is still no answer of its own.
        call.Tell(new MessageHeard(quote.Writer.ItemId));
        Assert.That((await SayAsync(call, "what did you say")).Text, Is.EqualTo(quote.Text));
        Assert.That((await SayAsync(call, "repeat that")).Text, Is.EqualTo(story.Text));
    }

    [Test]
    public async Task An_answer_heard_to_its_end_is_quoted_whole()
    {
        await using StandaloneCall call = Call();
        RecordedMessage greeting = await SaidAsync(await call.ResponseAsync(1));
        call.Tell(new MessageHeard(greeting.Writer.ItemId));
        Assert.That((await SayAsync(call, "what did you just say")).Text, Is.EqualTo($"I said: {Dialogue.Greeting}"));
    }

    [Test]
    public async Task Asked_to_speak_slower_it_does_and_its_word_times_stay_true()
    {
        await using StandaloneCall call = Call();
        await SaidAsync(await call.ResponseAsync(1));
        RecordedMessage usual = await SayAsync(call, "where is the cafeteria");
        await SayAsync(call, "slower");
        RecordedMessage slow = await SayAsync(call, "where is the cafeteria");
        await SayAsync(call, "faster");
        await SayAsync(call, "faster");
        RecordedMessage fast = await SayAsync(call, "where is the cafeteria");
        TestContext.Out.WriteLine($"{usual.Sound.TotalSeconds:F2} s, slow {slow.Sound.TotalSeconds:F2} s, fast {fast.Sound.TotalSeconds:F2} s");
        Assert.That(slow.Text, Is.EqualTo(usual.Text));
        Assert.That(slow.Sound / usual.Sound, Is.InRange(1.2, 1.4));
        Assert.That(fast.Sound / usual.Sound, Is.InRange(0.7, 0.9));
        Assert.That(slow.Words[^1].End / usual.Words[^1].End, Is.InRange(1.2, 1.4));
        AssertTimed(slow);
        AssertTimed(fast);
    }

    [Test]
    public async Task What_is_typed_is_answered_like_what_is_said()
    {
        await using StandaloneCall call = Call();
        await SaidAsync(await call.ResponseAsync(1));
        call.Tell(new ItemAdded(Typed("item_typed", "What time is it?"), null));
        Assert.That((await SaidAsync(call.Ask())).Text, Is.EqualTo("It is twenty past four in the afternoon."));
        Assert.That((await SaidAsync(call.Ask())).Text, Is.EqualTo(Dialogue.Prompt), "there is nothing new to answer");
    }

    [Test]
    public async Task A_response_with_an_input_of_its_own_is_an_answer_to_that()
    {
        await using StandaloneCall call = Call();
        await SaidAsync(await call.ResponseAsync(1));
        call.Tell(new ItemAdded(Typed("item_typed", "tell me a story"), null));
        ResponseConfig aside = ResponseConfig.Of(call.Session) with { Input = [Typed("item_aside", "what day is it?")], IsOutOfBand = true };
        Assert.That((await SaidAsync(call.Ask(aside))).Text, Is.EqualTo("It is Friday, the twenty seventh of November."));
    }

    [Test]
    public async Task It_stops_when_the_person_cuts_in_and_answers_the_next_turn()
    {
        await using StandaloneCall call = Call();
        RecordedResponse greeting = await call.ResponseAsync(1);
        greeting.Cancel();
        await greeting.EndedAsync();
        Assert.That((await SayAsync(call, "stop")).Text, Is.EqualTo("All right."));
    }

    [Test]
    public async Task Asked_in_writing_it_answers_in_writing()
    {
        await using StandaloneCall call = Call(SessionConfig.Default with { OutputModalities = [OutputModality.Text] });
        RecordedMessage answer = await SaidAsync(call.Ask());
        Assert.That(answer.Text, Is.EqualTo(Dialogue.Prompt));
        Assert.That(answer.Sound, Is.EqualTo(TimeSpan.Zero));
        call.Tell(new ItemAdded(Typed("item_typed", "what did you just say?"), null));
        Assert.That((await SaidAsync(call.Ask())).Text, Is.EqualTo($"I said: {Dialogue.Greeting}"));
    }

    [Test]
    public async Task A_silence_that_was_waited_out_is_prompted()
    {
        await using StandaloneCall call = Call();
        await SaidAsync(await call.ResponseAsync(1));
        call.Tell(new UserTurnEnded(new UserTurn("item_silence", default, TimeSpan.Zero)));
        Assert.That((await SaidAsync(call.Ask())).Text, Is.EqualTo(Dialogue.Prompt));
        Assert.That(call.Errors, Is.Empty);
    }

    [Test]
    public async Task It_ends_with_the_call_in_mid_speech()
    {
        StandaloneCall call = Call();
        await call.ResponseAsync(1);
        await call.DisposeAsync();
        Assert.That(call.Running.IsCompleted);
        Assert.That(call.Running.IsFaulted, Is.False);
    }

    [Test]
    public void A_factory_says_when_it_was_not_prepared()
    {
        using var factory = new LocalAgentFactory(_clock);
        Assert.That(factory.Name, Is.EqualTo("local"));
        Assert.That(factory.Create, Throws.InvalidOperationException);
    }

    [Test]
    public async Task A_prepared_factory_makes_an_agent_for_each_call()
    {
        using var factory = new LocalAgentFactory(_clock);
        await factory.PrepareAsync(CancellationToken.None);
        IVoiceAgent first = factory.Create();
        Assert.That(factory.Create(), Is.Not.SameAs(first));
    }

    private static MessageItem Typed(string id, string text) =>
        new() { Id = id, Role = MessageRole.User, Content = [new InputTextPart(text)] };

    private static void AssertTimed(RecordedMessage message)
    {
        Assert.That(string.Concat(message.Words.Select(w => w.Text)), Is.EqualTo(message.Text));
        Assert.That(message.Words.Select(w => w.Start), Is.Ordered);
        Assert.That(message.Words[^1].End, Is.LessThanOrEqualTo(message.Sound));
        Assert.That((message.Sound - message.Words[^1].End).TotalSeconds, Is.LessThan(0.8), "the last word is at the end");
    }

    private static async Task<RecordedMessage> SaidAsync(RecordedResponse response)
    {
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        return response.Messages.Single();
    }

    private StandaloneCall Call(SessionConfig? session = null)
    {
        var call = new StandaloneCall { Session = session ?? SessionConfig.Default };
        call.Start(new LocalAgent(_ear, _voice, _clock));
        return call;
    }

    private async Task<RecordedMessage> SayAsync(StandaloneCall call, string sentence)
    {
        string item = $"item_{sentence.Replace(' ', '_')}";
        short[] pcm = await SpokenTurn.SayAsync(_voice, sentence);
        call.Tell(new UserTurnEnded(new UserTurn(item, pcm, TimeSpan.FromSeconds(1))));
        return await SaidAsync(call.Ask());
    }
}
