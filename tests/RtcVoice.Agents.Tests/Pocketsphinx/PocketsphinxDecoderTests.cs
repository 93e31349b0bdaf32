using System.Globalization;
using RtcVoice.Agents.Flite;
using RtcVoice.Agents.Grammars;
using RtcVoice.Agents.Local;
using RtcVoice.Agents.Pocketsphinx;
using RtcVoice.Agents.Tests.Speech;

namespace RtcVoice.Agents.Tests.Pocketsphinx;

public sealed class PocketsphinxDecoderTests
{
    private static readonly string[] Sentences =
    [
        "what time is it", "tell me a story", "what did you just say", "where is the cafeteria", "stop", "repeat that", "slower", "faster",
        "what day is it", "where are the toilets", "how do i get to the library", "where is room two one four", "what can you do", "hello", "thank you",
        "goodbye", "good morning", "tell me another story", "speak more slowly", "no",
    ];

    private FliteVoice _voice = null!;
    private PocketsphinxDecoder _decoder = null!;

    [OneTimeSetUp]
    public void Load()
    {
        _voice = new FliteVoice();
        _decoder = Make(ConciergeGrammar.Rules);
    }

    [OneTimeTearDown]
    public void Unload()
    {
        _decoder.Dispose();
        _voice.Dispose();
    }

    [TestCaseSource(nameof(Sentences))]
    public async Task A_sentence_of_the_grammar_is_heard(string sentence)
    {
        Hypothesis heard = Decode(await SpokenTurn.SayAsync(_voice, sentence));
        Assert.That(heard.Text, Is.EqualTo(sentence));
        Assert.That(heard.IsCredible);
    }

    // Such voices are on the edge of what the model knows: of its variants those that it hears are named here.
    [TestCase("en-us+f2", "what time is it")]
    [TestCase("en-us+f2", "tell me a story")]
    [TestCase("en-us+f3", "what did you just say")]
    [TestCase("en-us+f2", "where is the cafeteria")]
    [TestCase("en-us+f3", "stop")]
    public void A_voice_made_by_formants_is_understood(string voice, string sentence)
    {
        Hypothesis heard = Decode(SpokenTurn.Of(EspeakVoice.Speak(voice, sentence, PocketsphinxDecoder.SampleRate)));
        Assert.That(heard.IsCredible);
        Assert.That(RequestReader.Read(heard.Text!), Is.EqualTo(RequestReader.Read(sentence)));
    }

    [Test]
    public void What_people_say_that_is_not_of_the_grammar_is_refused()
    {
        foreach ((string name, short[] pcm) in HumanPrompts.All)
        {
            TestContext.Out.Write($"{name}: ");
            Assert.That(Decode(SpokenTurn.Of(pcm)).IsCredible, Is.False, name);
        }
    }

    [TestCase("the weather in london is rather cold")]
    [TestCase("i would like a pizza with cheese")]
    [TestCase("my sister plays the violin every sunday")]
    [TestCase("how much does a ticket to paris cost")]
    [TestCase("open the window")]
    [TestCase("banana")]
    public async Task Another_sentence_of_the_same_voice_is_refused(string sentence) =>
        Assert.That(Decode(await SpokenTurn.SayAsync(_voice, sentence)).IsCredible, Is.False);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(100)]
    [TestCase(16_000)]
    public void Silence_is_no_sentence(int samples) => Assert.That(Decode(new short[samples]).IsCredible, Is.False);

    [Test]
    public void Noise_is_no_sentence()
    {
        var random = new Random(7);
        short[] noise = [.. Enumerable.Range(0, 32_000).Select(_ => (short)random.Next(-8_000, 8_000))];
        Assert.That(Decode(noise).IsCredible, Is.False);
    }

    [Test]
    public async Task What_came_before_makes_no_difference()
    {
        short[] turn = await SpokenTurn.SayAsync(_voice, "where is the library");
        Hypothesis first = Decode(turn);
        Decode(HumanPrompts.All.First().Pcm);
        Assert.That(Decode(turn), Is.EqualTo(first));
    }

    [Test]
    public async Task Decoders_work_side_by_side()
    {
        short[][] turns = await Task.WhenAll(Sentences.Take(8).Select(s => SpokenTurn.SayAsync(_voice, s)));
        string?[] alone = [.. turns.Select(t => _decoder.Decode(t).Text)];
        using PocketsphinxDecoder other = Make(ConciergeGrammar.Rules);
        Task<string?[]> there = Task.Run(() => turns.Select(t => other.Decode(t).Text).ToArray());
        string?[] here = [.. turns.Select(t => _decoder.Decode(t).Text)];
        string?[][] both = [here, await there];
        Assert.That(both, Has.All.EqualTo(alone));
    }

    [Test]
    public void A_word_that_the_dictionary_lacks_is_named() =>
        Assert.That(
            () => Make(new Grammar("odd", [("start", "hello frobnicator")])),
            Throws.InvalidOperationException.With.Message.Contains("'frobnicator'"));

    [Test]
    public void A_missing_library_is_told_with_the_package_that_has_it() =>
        Assert.That(
            () => PocketsphinxDecoder.ThrowIfMissing(["libpocketsphinx-not-there.so.3"]),
            Throws.InstanceOf<DllNotFoundException>().With.Message.Contains("install the package libpocketsphinx3"));

    [Test]
    public void A_missing_model_is_told_with_the_package_that_has_it() =>
        Assert.That(
            () => new Ear(new SpeechModel("/nowhere/en-us", "/nowhere/words.dict"), ConciergeGrammar.Rules),
            Throws.InvalidOperationException.With.Message.Contains("install the package pocketsphinx-en-us"));

    private static PocketsphinxDecoder Make(Grammar grammar) => new(
        SpeechModel.Installed, Pronunciations.Read(File.ReadLines(SpeechModel.Installed.Dictionary), grammar.Words), grammar.ToJsgf());

    private Hypothesis Decode(short[] pcm)
    {
        long start = TimeProvider.System.GetTimestamp();
        Hypothesis heard = _decoder.Decode(pcm);
        TimeSpan taken = TimeProvider.System.GetElapsedTime(start);
        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"'{heard.Text}', fit {heard.Fit:F1}, worst {heard.WorstFit:F1}, gap {heard.LongestGap.TotalSeconds:F1} s, {(double)pcm.Length / PocketsphinxDecoder.SampleRate:F1} s in {taken.TotalMilliseconds:F0} ms"));
        return heard;
    }
}
