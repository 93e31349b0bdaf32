namespace RtcVoice.Agents.Grammars;

/// <summary>A piece of a rule.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The word, or the rule's name; empty otherwise.</param>
/// <param name="Parts">What it is made of; empty for words and rules.</param>
internal sealed record Phrase(PhraseKind Kind, string Name, IReadOnlyList<Phrase> Parts)
{
    /// <summary>Every word in it, those of other rules left out.</summary>
    public IEnumerable<string> Words => Kind == PhraseKind.Word ? [Name] : Parts.SelectMany(part => part.Words);

    /// <summary>Every rule that it names.</summary>
    public IEnumerable<string> Rules => Kind == PhraseKind.Rule ? [Name] : Parts.SelectMany(part => part.Rules);
}
