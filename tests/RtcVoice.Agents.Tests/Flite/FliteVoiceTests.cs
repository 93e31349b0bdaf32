using System.Text;
using RtcVoice.Agents.Flite;

namespace RtcVoice.Agents.Tests.Flite;

public class FliteVoiceTests
{
    private FliteVoice _voice = null!;

    [OneTimeSetUp]
    public void Load() => _voice = new FliteVoice();

    [OneTimeTearDown]
    public void Unload() => _voice.Dispose();

    [Test]
    public async Task A_sentence_becomes_sound_with_a_time_for_every_word()
    {
        const string Text = "Hello there, I can help you book a table.";
        SpokenSentence[] spoken = await Speak(Text);
        Assert.That(spoken, Has.Length.EqualTo(1));
        SpokenSentence sentence = spoken[0];
        foreach (SpokenWord word in sentence.Words)
        {
            TestContext.Out.WriteLine($"{word.Start.TotalMilliseconds,6:F0} - {word.End.TotalMilliseconds,6:F0}  {WordIn(Text, word)}");
        }

        Assert.That(sentence.Words.Select(w => WordIn(Text, w)), Is.EqualTo(Text.Split(' ')));
        Assert.That(sentence.Words[0].Start.TotalMilliseconds, Is.LessThan(30), "the pause in front is left out");
        Assert.That(sentence.Words.Zip(sentence.Words.Skip(1), (a, b) => b.Start >= a.End), Has.All.True);
        Assert.That(sentence.Words[^1].End, Is.LessThan(sentence.Duration));
        Assert.That(sentence.Duration.TotalSeconds, Is.InRange(1.5, 4));
    }

    [TestCase(1)]
    [TestCase(0.65)]
    [TestCase(1.6)]
    public async Task Word_times_are_where_the_sound_is(double stretch)
    {
        // The comma is a pause: the sound is faint between the two words and loud within them.
        SpokenSentence sentence = await _voice.SpeakSentenceAsync("Maybe, no.", stretch: stretch);
        short[] pcm = sentence.Pcm.ToArray();
        double Rms(TimeSpan from, TimeSpan to)
        {
            short[] part = pcm[(int)(from.TotalSeconds * 16_000)..(int)(to.TotalSeconds * 16_000)];
            return Math.Sqrt(part.Average(s => (double)s * s));
        }

        double first = Rms(sentence.Words[0].Start, sentence.Words[0].End);
        double second = Rms(sentence.Words[1].Start, sentence.Words[1].End);
        TimeSpan margin = TimeSpan.FromMilliseconds(30);
        double between = Rms(sentence.Words[0].End + margin, sentence.Words[1].Start - margin);
        TestContext.Out.WriteLine($"{first:F0}, pause {between:F0}, {second:F0}");
        Assert.That(between, Is.LessThan(first / 5));
        Assert.That(between, Is.LessThan(second / 5));
    }

    [Test]
    public async Task Sentences_come_one_by_one_and_place_their_words_in_the_whole_text()
    {
        const string Text = "Dr. Smith paid $12.50 for 3 books!  He said \u201Cthanks\u201D \u2014 and left. Caf\u00E9 costs \u20AC5 \U0001F600 more?";
        SpokenSentence[] spoken = await Speak(Text);
        Assert.That(spoken.Select(s => Text.Substring(s.TextStart, s.TextLength).Trim()), Is.EqualTo(new[]
        {
            "Dr. Smith paid $12.50 for 3 books!", "He said \u201Cthanks\u201D \u2014 and left.", "Caf\u00E9 costs \u20AC5 \U0001F600 more?",
        }));
        Assert.That(spoken.SelectMany(s => s.Words).Select(w => WordIn(Text, w)), Is.EqualTo(new[]
        {
            "Dr.", "Smith", "paid", "$12.50", "for", "3", "books!", "He", "said", "\u201Cthanks\u201D", "and", "left.",
            "Caf\u00E9", "costs", "\u20AC5", "more?",
        }));
        SpokenWord money = spoken[0].Words[3];
        Assert.That((money.End - money.Start).TotalSeconds, Is.GreaterThan(1), "twelve dollars fifty cents");
    }

    [TestCase("")]
    [TestCase("   \n ")]
    [TestCase("...")]
    [TestCase("\u2014 \U0001F600 \u4F60\u597D !?")]
    [TestCase("\0\u0001")]
    public async Task Nothing_to_say_makes_no_sound(string text) => Assert.That(await Speak(text), Is.Empty);

    [Test]
    public async Task A_long_text_is_spoken_in_bounded_pieces()
    {
        string text = string.Join(' ', Enumerable.Repeat("and then we went on and on", 100));
        SpokenSentence[] spoken = await Speak(text);
        Assert.That(string.Concat(spoken.Select(s => text.Substring(s.TextStart, s.TextLength))), Is.EqualTo(text));
        Assert.That(spoken.Select(s => s.TextLength), Has.All.LessThanOrEqualTo(SentenceSplitter.MaxSentenceCharacters));
        Assert.That(spoken.Sum(s => s.Words.Count), Is.EqualTo(700));
    }

    [Test]
    public async Task A_word_without_end_is_spoken_too()
    {
        string text = new('a', 1_000);
        SpokenSentence[] spoken = await Speak(text + " " + new string('7', 500));
        Assert.That(spoken.Sum(s => s.TextLength), Is.EqualTo(1_501));
        Assert.That(spoken.Sum(s => s.Words.Count), Is.GreaterThan(4));
    }

    [Test]
    public async Task Whatever_the_text_the_places_and_times_make_sense([Range(1, 10)] int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string[] bits = ["$", "12", ".", ",", "-", "'", "\"", "(", ")", "%", "word", "A", "x", "\u00E9", "\u20AC", "&", "/", ":", " ", " ", "\n", "\u2026", "\uD83D", "<", "1/2", "3rd", "http://", "@", "#", "\t", "IV", "10:30"];
        var builder = new StringBuilder();
        for (int i = 0; i < 120; i++)
        {
            builder.Append(bits[random.Next(bits.Length)]);
        }

        string text = builder.ToString();
        int at = 0;
        foreach (SpokenSentence sentence in await Speak(text))
        {
            Assert.That(sentence.TextStart, Is.GreaterThanOrEqualTo(at));
            at = sentence.TextStart + sentence.TextLength;
            int word = sentence.TextStart;
            TimeSpan time = TimeSpan.Zero;
            foreach (SpokenWord spoken in sentence.Words)
            {
                Assert.That(spoken.TextStart, Is.GreaterThanOrEqualTo(word), text);
                Assert.That(spoken.TextLength, Is.Positive);
                word = spoken.TextStart + spoken.TextLength;
                Assert.That(word, Is.LessThanOrEqualTo(at));
                Assert.That(spoken.Start, Is.GreaterThanOrEqualTo(time - TimeSpan.FromMilliseconds(1)), text);
                Assert.That(spoken.End, Is.GreaterThan(spoken.Start).And.LessThanOrEqualTo(sentence.Duration), text);
                time = spoken.End;
            }
        }

        Assert.That(at, Is.LessThanOrEqualTo(text.Length));
    }

    [Test]
    public async Task Many_callers_get_each_their_own_words()
    {
        string[] texts = [.. Enumerable.Range(1, 12).Select(i => $"This is caller number {i}.")];
        SpokenSentence[] alone = [.. texts.Select(t => Speak(t).GetAwaiter().GetResult()[0])];
        SpokenSentence[] together = await Task.WhenAll(texts.Select(async t => (await Speak(t))[0]));
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.That(together[i].Words, Is.EqualTo(alone[i].Words));
            Assert.That(together[i].Pcm.Length, Is.EqualTo(alone[i].Pcm.Length));
        }
    }

    [Test]
    public void A_cancelled_sentence_is_not_spoken()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.That(
            async () => await _voice.SpeakSentenceAsync("Hello.", cancellationToken: cancelled.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_sentence_beyond_the_bound_is_refused() =>
        Assert.That(async () => await _voice.SpeakSentenceAsync(new string('a', 301)), Throws.ArgumentException);

    [Test]
    public async Task Stretched_speech_takes_longer_and_the_next_is_usual_again()
    {
        const string Text = "The library is on the third floor.";
        TimeSpan usual = (await _voice.SpeakSentenceAsync(Text)).Duration;
        TimeSpan slow = (await _voice.SpeakSentenceAsync(Text, stretch: 1.6)).Duration;
        TimeSpan fast = (await _voice.SpeakSentenceAsync(Text, stretch: 0.65)).Duration;
        Assert.That(slow / usual, Is.InRange(1.4, 1.8));
        Assert.That(fast / usual, Is.InRange(0.55, 0.75));
        Assert.That((await _voice.SpeakSentenceAsync(Text)).Duration, Is.EqualTo(usual));
    }

    [TestCase(0.49)]
    [TestCase(2.01)]
    [TestCase(double.NaN)]
    public void A_stretch_that_nobody_understands_is_refused(double stretch) =>
        Assert.That(async () => await _voice.SpeakSentenceAsync("Hello.", stretch: stretch), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void An_ended_voice_says_so()
    {
        var voice = new FliteVoice();
        voice.Dispose();
        voice.Dispose();
        Assert.That(async () => await voice.SpeakSentenceAsync("Hello."), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_missing_library_is_told_with_the_package_that_has_it() =>
        Assert.That(
            () => FliteEngine.ThrowIfMissing(["libflite-not-there.so.1"]),
            Throws.InstanceOf<DllNotFoundException>().With.Message.Contains("install the package libflite1"));

    private static string WordIn(string text, SpokenWord word) => text.Substring(word.TextStart, word.TextLength);

    private async Task<SpokenSentence[]> Speak(string text)
    {
        var spoken = new List<SpokenSentence>();
        await foreach (SpokenSentence sentence in _voice.SpeakAsync(text))
        {
            spoken.Add(sentence);
        }

        return [.. spoken];
    }
}
