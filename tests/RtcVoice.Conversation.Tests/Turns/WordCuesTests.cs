using RtcVoice.Conversation.Turns;

namespace RtcVoice.Conversation.Tests.Turns;

public sealed class WordCuesTests
{
    [TestCase("I would like to book a table and")]
    [TestCase("put it on the")]
    [TestCase("my number is")]
    [TestCase("I'm looking for")]
    [TestCase("well um")]
    [TestCase("it was you know")]
    [TestCase("let me see")]
    [TestCase("the thing is...")]
    [TestCase("first,")]
    [TestCase("BECAUSE")]
    public void Words_behind_which_more_must_come_speak_against_an_end(string words) =>
        Assert.That(WordCues.LogOdds(words), Is.EqualTo(-2));

    [TestCase("if I come by train")]
    [TestCase("when the shop opens")]
    [TestCase("where are you from")]
    public void An_open_clause_speaks_against_it_less(string words) => Assert.That(WordCues.LogOdds(words), Is.EqualTo(-1));

    [TestCase("yes")]
    [TestCase("no thanks")]
    [TestCase("Where is the cafeteria?")]
    [TestCase("I live in Berlin.")]
    [TestCase("What are you waiting for?")]
    public void A_whole_answer_or_sentence_speaks_for_it(string words) => Assert.That(WordCues.LogOdds(words), Is.EqualTo(1));

    [TestCase("")]
    [TestCase("  ")]
    [TestCase("where is the cafeteria")]
    [TestCase("ich hätte gern einen Kaffee")]
    [TestCase("¿dónde está la estación")]
    public void Others_say_nothing(string words) => Assert.That(WordCues.LogOdds(words), Is.Zero);
}
