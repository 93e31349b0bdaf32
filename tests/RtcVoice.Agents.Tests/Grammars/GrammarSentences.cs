using RtcVoice.Agents.Grammars;

namespace RtcVoice.Agents.Tests.Grammars;

/// <summary>Every sentence of a grammar.</summary>
internal static class GrammarSentences
{
    /// <summary>All of them; there may be a hundred thousand.</summary>
    public static IEnumerable<string> Of(Grammar grammar) => Of(grammar, grammar.Start).Select(words => words.Trim());

    private static IEnumerable<string> Of(Grammar grammar, Phrase phrase) => phrase.Kind switch
    {
        PhraseKind.Word => [phrase.Name],
        PhraseKind.Rule => Of(grammar, grammar[phrase.Name]),
        PhraseKind.Choice => phrase.Parts.SelectMany(part => Of(grammar, part)),
        PhraseKind.Optional => Of(grammar, phrase.Parts[0]).Prepend(""),
        _ => phrase.Parts.Aggregate<Phrase, IEnumerable<string>>(
            [""], (begun, part) => begun.SelectMany(words => Of(grammar, part).Select(more => $"{words} {more}".Trim()))),
    };
}
