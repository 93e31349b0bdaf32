using RtcVoice.Agents.Flite;
using RtcVoice.Agents.Local;
using RtcVoice.Agents.Pocketsphinx;
using RtcVoice.Agents.Tests.Speech;
using RtcVoice.TestKit.Waiting;

namespace RtcVoice.Agents.Tests.Local;

public sealed class EarTests
{
    private FliteVoice _voice = null!;

    [OneTimeSetUp]
    public void Load() => _voice = new FliteVoice();

    [OneTimeTearDown]
    public void Unload() => _voice.Dispose();

    [Test]
    public async Task Many_callers_are_heard_each_with_their_own_words()
    {
        using var ear = new Ear(SpeechModel.Installed, ConciergeGrammar.Rules);
        string[] sentences = ["what time is it", "where is the library", "tell me a story", "stop", "what did you just say", "repeat that"];
        short[][] turns = await Task.WhenAll(sentences.Select(s => SpokenTurn.SayAsync(_voice, s)));
        string?[] heard = await Task.WhenAll(turns.Select(t => ear.ListenAsync(t, CancellationToken.None)));
        Assert.That(heard, Is.EqualTo(sentences));
    }

    [Test]
    public async Task A_turn_without_sound_or_of_a_speech_is_none_of_the_grammar()
    {
        using var ear = new Ear(SpeechModel.Installed, ConciergeGrammar.Rules);
        Assert.That(await ear.ListenAsync(default, CancellationToken.None), Is.Null);
        short[] sentence = await SpokenTurn.SayAsync(_voice, "what time is it");
        short[] speech = [.. sentence, .. new short[(int)(Ear.LongestTurn.TotalSeconds * PocketsphinxDecoder.SampleRate)]];
        Assert.That(await ear.ListenAsync(speech, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_turn_that_is_given_up_is_not_waited_for()
    {
        using var ear = new Ear(SpeechModel.Installed, ConciergeGrammar.Rules);
        using var hangUp = new CancellationTokenSource();
        short[] speech = HumanPrompts.All.First().Pcm;
        Task<string?>[] turns = [.. Enumerable.Range(0, 20).Select(_ => ear.ListenAsync(speech, hangUp.Token))];
        await hangUp.CancelAsync();
        Assert.That(async () => await turns[^1].WithinPatienceAsync(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => ear.ListenAsync(new short[160], hangUp.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void An_ended_ear_says_so()
    {
        var ear = new Ear(SpeechModel.Installed, ConciergeGrammar.Rules);
        ear.Dispose();
        ear.Dispose();
        Assert.That(() => ear.ListenAsync(new short[160], CancellationToken.None), Throws.InstanceOf<ObjectDisposedException>());
    }
}
