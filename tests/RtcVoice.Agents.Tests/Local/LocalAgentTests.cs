using RtcVoice.Agents.Flite;
using RtcVoice.Agents.Local;
using RtcVoice.Conversation.Agent;
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
    public async Task It_greets_by_itself()
    {
        await using var call = new StandaloneCall();
        call.Start(new LocalAgent(_voice));
        AgentSpeech greeting = await call.SpokenAsync(1);
        TimeSpan said = await call.SaidWholeAsync(greeting);
        Assert.That(said.TotalSeconds, Is.InRange(2, 10));
    }

    [Test]
    public async Task It_answers_each_turn_and_tells_a_story_of_twenty_seconds_on_the_third()
    {
        await using var call = new StandaloneCall();
        call.Start(new LocalAgent(_voice));
        await call.SaidWholeAsync(await call.SpokenAsync(1));
        var lengths = new List<TimeSpan>();
        for (int i = 1; i <= LocalScript.TurnsPerStory; i++)
        {
            call.Tell(new UserTurnEnded(new UserTurn(new short[UserTurn.SampleRate], TimeSpan.FromSeconds(1))));
            lengths.Add(await call.SaidWholeAsync(await call.SpokenAsync(1 + i)));
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
        AgentSpeech greeting = await call.SpokenAsync(1);
        call.Cut();
        Assert.That(greeting.Cancelled.IsCancellationRequested);
        call.Tell(new UserTurnEnded(new UserTurn(new short[UserTurn.SampleRate], TimeSpan.FromSeconds(1))));
        await call.SaidWholeAsync(await call.SpokenAsync(2));
    }

    [Test]
    public async Task It_ends_with_the_call_in_mid_speech()
    {
        var call = new StandaloneCall();
        call.Start(new LocalAgent(_voice));
        await call.SpokenAsync(1);
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
}
