using RtcVoice.Agents.Flite;

namespace RtcVoice.Agents.Tests.Flite;

public class FliteTextTests
{
    [TestCase("It\u2019s \u201Cfine\u201D\u2026", "It's \"fine\"...")]
    [TestCase("na\u00EFve \u0141\u00F3d\u017A", "naive Lodz")]
    [TestCase("salt & pepper", "salt and pepper")]
    [TestCase("**bold** `code` # title", "bold code title")]
    [TestCase("you \u2014 me", "you, me")]
    [TestCase("20\u00B0C, \u20AC5", "20 degrees C, euros 5")]
    [TestCase("a\u0007b <tag>", "a b tag")]
    [TestCase("\u65E5\u672C", "")]
    public void Text_becomes_what_the_voice_can_say(string original, string spoken) =>
        Assert.That(FliteText.From(original).Text, Is.EqualTo(spoken));

    [Test]
    public void Every_piece_has_its_place()
    {
        const string Original = "a \u20AC5 \u2014 x@y";
        FliteText text = FliteText.From(Original);
        Assert.That(text.Text.Split(' '), Has.Length.EqualTo(text.Pieces.Count));
        Assert.That(text.Pieces.Select(p => Original.Substring(p.Start, p.Length)), Is.EqualTo(new[] { "a", "\u20AC5", "\u20AC5", "x@y", "x@y", "x@y" }));
    }

    [Test]
    public void Every_character_gives_ascii()
    {
        for (int c = 0; c <= char.MaxValue; c++)
        {
            FliteText text = FliteText.From($"a{(char)c}b");
            Assert.That(text.Text.All(x => x is >= ' ' and < '\u007F'), Is.True, $"U+{c:X4}");
            Assert.That(text.Text.Split(' '), Has.Length.EqualTo(text.Pieces.Count), $"U+{c:X4}");
        }
    }
}
