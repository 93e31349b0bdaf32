using RtcVoice.Agents.Grammars;
using RtcVoice.Agents.Local;
using RtcVoice.Agents.Tests.Grammars;

namespace RtcVoice.Agents.Tests.Local;

public sealed class RequestReaderTests
{
    [Test]
    public void Every_sentence_of_the_grammar_is_understood()
    {
        var intents = new HashSet<Intent>();
        int count = 0;
        foreach (string sentence in GrammarSentences.Of(ConciergeGrammar.Rules))
        {
            count++;
            Request? request = RequestReader.Read(sentence);
            if (request is null)
            {
                Assert.Fail($"'{sentence}' is not understood");
            }

            intents.Add(request!.Intent);
        }

        TestContext.Out.WriteLine($"{count} sentences");
        Assert.That(count, Is.GreaterThan(1_000));
        Assert.That(intents, Is.EquivalentTo(Enum.GetValues<Intent>()), "each intent can be asked for");
    }

    [Test]
    public void Every_name_of_a_place_leads_to_it()
    {
        foreach (Place place in Building.Places)
        {
            foreach (string name in GrammarSentences.Of(new Grammar("names", [("name", place.Names)])))
            {
                Assert.That(RequestReader.Read($"where is the {name}"), Is.EqualTo(new Request(Intent.Where, place)));
            }
        }
    }

    [TestCase("Where\u2019s room 214?", 214)]
    [TestCase("  How do I get to ROOM three oh five, please!", 305)]
    public void What_is_typed_may_have_capitals_marks_and_digits(string text, int room) =>
        Assert.That(RequestReader.Read(text), Is.EqualTo(new Request(Intent.Room, Room: room)));

    [TestCase("")]
    [TestCase("?!")]
    [TestCase("what time does the train leave")]
    [TestCase("where is the moon")]
    [TestCase("where is room 12")]
    [TestCase("\u65E5\u672C")]
    public void Anything_else_is_not(string text) => Assert.That(RequestReader.Read(text), Is.Null);

    [Test]
    public void A_text_of_any_length_is_read_at_once() =>
        Assert.That(RequestReader.Read(string.Concat(Enumerable.Repeat("where is the ", 100_000))), Is.Null);
}
