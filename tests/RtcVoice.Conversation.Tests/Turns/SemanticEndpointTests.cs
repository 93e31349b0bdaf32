using RtcVoice.Audio.Vad;
using RtcVoice.Conversation.Turns;
using RtcVoice.TestKit;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Conversation.Tests.Turns;

/// <summary>How long it waits, asked as a pause grows.</summary>
public sealed class SemanticEndpointTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);
    private readonly TurnRecorder _turn = new();
    private string _folder = "";

    [SetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("turn-model").FullName;
        _turn.Begin(0);
        _turn.Write(new short[16_000]);
    }

    [TearDown]
    public void Clean()
    {
        _turn.Forget();
        Directory.Delete(_folder, recursive: true);
    }

    [OneTimeTearDown]
    public void Dispose() => _turn.Dispose();

    [Test]
    public void While_the_person_speaks_no_silence_is_near_enough()
    {
        var endpoint = new SemanticEndpoint(model: null);
        endpoint.WaitFor(Pause, _turn);
        Assert.That(endpoint.WaitFor(TimeSpan.Zero, _turn), Is.EqualTo(TimeSpan.FromSeconds(4)));
    }

    [Test]
    public void Words_are_weighed_at_once_and_forgotten_with_the_turn()
    {
        var endpoint = new SemanticEndpoint(model: null);
        TimeSpan before = endpoint.WaitFor(Pause, _turn);
        endpoint.Hear("I want to");
        Assert.That(endpoint.WaitFor(Pause, _turn), Is.GreaterThan(before));
        endpoint.Begin(0);
        Assert.That(endpoint.WaitFor(Pause, _turn), Is.EqualTo(before));
    }

    [Test]
    public async Task A_turn_model_has_the_say_once_it_has_answered([Values] bool hasEnded)
    {
        using var model = TurnModel.Load(TinyTurnModel.Write(_folder, scale: 0, bias: hasEnded ? 9 : -9));
        var endpoint = new SemanticEndpoint(model);
        TimeSpan wait = endpoint.WaitFor(Pause, _turn);
        Assert.That(wait, Is.GreaterThanOrEqualTo(TurnModelQuestion.AwaitedTo), "it is given time to answer");
        await Eventually.IsTrueAsync(
            () =>
            {
                wait = endpoint.WaitFor(Pause, _turn);
                return Math.Abs(endpoint.Probability - (hasEnded ? 1 : 0)) < 0.01;
            },
            "answer");
        Assert.That(wait, hasEnded ? Is.LessThan(Pause) : Is.GreaterThan(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public async Task A_turn_model_is_asked_anew_in_the_next_pause()
    {
        using var model = TurnModel.Load(TinyTurnModel.Write(_folder, scale: 0, bias: 9));
        var endpoint = new SemanticEndpoint(model);
        endpoint.WaitFor(Pause, _turn);
        await Eventually.IsTrueAsync(() => endpoint.WaitFor(Pause, _turn) < Pause, "answer");
        endpoint.WaitFor(TimeSpan.Zero, _turn);
        Assert.That(endpoint.WaitFor(Pause / 2, _turn), Is.GreaterThanOrEqualTo(TurnModelQuestion.AwaitedTo));
    }
}
