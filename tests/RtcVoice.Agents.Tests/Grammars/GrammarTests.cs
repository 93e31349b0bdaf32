using RtcVoice.Agents.Grammars;

namespace RtcVoice.Agents.Tests.Grammars;

public sealed class GrammarTests
{
    private static readonly Grammar Tea = new("tea", [("order", "[please] (a | one) <drink> [with (milk | sugar)]"), ("drink", "tea | green tea")]);

    [TestCase("a tea", "drink: tea")]
    [TestCase("please one green tea with milk", "drink: green tea")]
    [TestCase("a tea with", null)]
    [TestCase("a tea with milk sugar", null)]
    [TestCase("tea", null)]
    [TestCase("", null)]
    public void A_sentence_is_taken_apart_by_the_rules(string sentence, string? uses)
    {
        IReadOnlyList<RuleUse>? found = Tea.Match(sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.That(found is null ? null : string.Join(", ", found.Select(use => $"{use.Rule}: {use.Words}")), Is.EqualTo(uses));
    }

    [Test]
    public void A_grammar_is_written_as_jsgf()
    {
        Assert.That(Tea.ToJsgf(), Is.EqualTo(
            "#JSGF V1.0;\ngrammar tea;\npublic <order> = [please] (a | one) <drink> [with (milk | sugar)];\n<drink> = tea | green tea;\n"));
        Assert.That(Tea.Words, Is.EquivalentTo(new[] { "please", "a", "one", "with", "milk", "sugar", "tea", "green" }));
        Assert.That(GrammarSentences.Of(Tea).ToArray(), Has.Length.EqualTo(2 * 2 * 2 * 3).And.Unique);
    }

    [TestCase("a (b")]
    [TestCase("a ]")]
    [TestCase("a | | b")]
    [TestCase("")]
    [TestCase("a; b")]
    [TestCase("<nowhere>")]
    public void What_is_no_rule_is_refused(string expansion) =>
        Assert.That(() => new Grammar("wrong", [("start", expansion)]), Throws.InstanceOf<FormatException>());
}
