using RtcVoice.Agents.Flite;
using RtcVoice.Agents.Local;
using RtcVoice.Conversation.Agent;
using RtcVoice.Conversation.Session;
using RtcVoice.TestKit.Agents;

namespace RtcVoice.Agents.Tests.Local;

public sealed class LocalAgentTests
{
    private FliteVoice _voice = null!;

    [OneTimeSetUp]
    public void Load() => _voice = new FliteVoice();

    [OneTimeTearDown]
    public void Unload() => _voice.Dispose();

    [Test]
    public async Task It_greets_by_itself_and_says_when_each_word_sounds()
    {
        await using var call = new StandaloneCall();
        call.Start(new LocalAgent(_voice));
        RecordedMessage greeting = await SaidAsync(await call.ResponseAsync(1));
        Assert.That(greeting.Sound.TotalSeconds, Is.InRange(2, 10));
        Assert.That(greeting.Text, Is.EqualTo(LocalScript.Greeting));
        Assert.That(string.Concat(greeting.Words.Select(w => w.Text)), Is.EqualTo(greeting.Text));
        Assert.That(greeting.Words.Select(w => w.Start), Is.Ordered);
        Assert.That(greeting.Words[^1].End, Is.LessThanOrEqualTo(greeting.Sound));
    }

    [Test]
    public async Task It_answers_each_turn_and_tells_a_story_of_twenty_seconds_on_the_third()
    {
        await using var call = new StandaloneCall();
        call.Start(new LocalAgent(_voice));
        await SaidAsync(await call.ResponseAsync(1));
        var lengths = new List<TimeSpan>();
        for (int i = 1; i <= LocalScript.TurnsPerStory; i++)
        {
            call.Tell(Turn());
            lengths.Add((await SaidAsync(call.Ask())).Sound);
        }

        TestContext.Out.WriteLine(string.Join(", ", lengths.Select(l => $"{l.TotalSeconds:F1} s")));
        Assert.That(lengths[0].TotalSeconds, Is.InRange(1, 12));
        Assert.That(lengths[2].TotalSeconds, Is.GreaterThan(20));
    }

    [Test]
    public async Task It_stops_when_the_person_cuts_in_and_answers_the_next_turn()
    {
        await using var call = new StandaloneCall();
        call.Start(new LocalAgent(_voice));
        RecordedResponse greeting = await call.ResponseAsync(1);
        greeting.Cancel();
        await greeting.EndedAsync();
        call.Tell(Turn());
        Assert.That((await SaidAsync(call.Ask())).Sound, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public async Task Asked_in_writing_it_answers_in_writing()
    {
        await using var call = new StandaloneCall { Session = SessionConfig.Default with { OutputModalities = [OutputModality.Text] } };
        call.Start(new LocalAgent(_voice));
        RecordedMessage answer = await SaidAsync(call.Ask());
        Assert.That(answer.Text, Is.EqualTo(LocalScript.Prompt));
        Assert.That(answer.Sound, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task It_ends_with_the_call_in_mid_speech()
    {
        var call = new StandaloneCall();
        call.Start(new LocalAgent(_voice));
        await call.ResponseAsync(1);
        await call.DisposeAsync();
        Assert.That(call.Running.IsCompleted);
        Assert.That(call.Running.IsFaulted, Is.False);
    }

    [Test]
    public void A_factory_says_when_it_was_not_prepared()
    {
        using var factory = new LocalAgentFactory();
        Assert.That(factory.Name, Is.EqualTo("local"));
        Assert.That(factory.Create, Throws.InvalidOperationException);
    }

    [Test]
    public async Task A_prepared_factory_makes_an_agent_for_each_call()
    {
        using var factory = new LocalAgentFactory();
        await factory.PrepareAsync(CancellationToken.None);
        IVoiceAgent first = factory.Create();
        Assert.That(factory.Create(), Is.Not.SameAs(first));
    }

    private static UserTurnEnded Turn() => new(new UserTurn("item_1", new short[UserTurn.SampleRate], TimeSpan.FromSeconds(1)));

    private static async Task<RecordedMessage> SaidAsync(RecordedResponse response)
    {
        Assert.That(await response.EndedAsync(), Is.EqualTo("completed"));
        return response.Messages.Single();
    }
}
