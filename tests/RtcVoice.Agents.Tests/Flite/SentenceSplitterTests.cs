using RtcVoice.Agents.Flite;

namespace RtcVoice.Agents.Tests.Flite;

public class SentenceSplitterTests
{
    [TestCase("One. Two! Three? Four", "One. |Two! |Three? |Four")]
    [TestCase("Mr. and Mrs. J. Smith, e.g. here. Yes.", "Mr. and Mrs. J. Smith, e.g. here. |Yes.")]
    [TestCase("It costs 3.50 or so. Really?!", "It costs 3.50 or so. |Really?!")]
    [TestCase("He said \"no.\" Then left.", "He said \"no.\" |Then left.")]
    [TestCase("First line\nsecond line", "First line\n|second line")]
    [TestCase("So am I. You too.", "So am I. |You too.")]
    [TestCase("  ", "  ")]
    public void Text_is_cut_at_its_sentences(string text, string pieces)
    {
        Assert.That(string.Join('|', Split(text)), Is.EqualTo(pieces));
    }

    [Test]
    public void A_growing_text_gives_a_sentence_when_it_is_certain()
    {
        Assert.That(SentenceSplitter.FindEnd("Hello", isComplete: false), Is.Zero);
        Assert.That(SentenceSplitter.FindEnd("Hello.", isComplete: false), Is.Zero, "it might be 'Hello.txt'");
        Assert.That(SentenceSplitter.FindEnd("Hello. ", isComplete: false), Is.EqualTo(7));
        Assert.That(SentenceSplitter.FindEnd("Hello.", isComplete: true), Is.EqualTo(6));
        Assert.That(SentenceSplitter.FindEnd("", isComplete: true), Is.Zero);
    }

    [Test]
    public void A_sentence_without_end_is_cut_at_a_comma_or_a_space_or_anywhere()
    {
        string words = string.Join(' ', Enumerable.Repeat("word", 100));
        Assert.That(Split(words)[0], Does.EndWith("word "));
        string clause = string.Join(' ', Enumerable.Repeat("word", 40)) + ", " + words;
        Assert.That(Split(clause)[0], Does.EndWith("word, "));
        Assert.That(Split(new string('x', 1_000)), Has.Length.EqualTo(4));
        Assert.That(string.Concat(Split(clause)), Is.EqualTo(clause));
    }

    [Test]
    public void A_surrogate_pair_is_not_cut()
    {
        string[] pieces = Split("x" + string.Concat(Enumerable.Repeat("\U0001F600", 400)));
        Assert.That(pieces.Skip(1).Select(p => char.IsHighSurrogate(p[0])), Has.All.True);
    }

    private static string[] Split(string text)
    {
        var pieces = new List<string>();
        while (text.Length > 0)
        {
            int end = SentenceSplitter.FindEnd(text, isComplete: true);
            Assert.That(end, Is.InRange(1, text.Length));
            Assert.That(text[..end].TrimEnd(), Has.Length.LessThanOrEqualTo(SentenceSplitter.MaxSentenceCharacters));
            pieces.Add(text[..end]);
            text = text[end..];
        }

        return [.. pieces];
    }
}
