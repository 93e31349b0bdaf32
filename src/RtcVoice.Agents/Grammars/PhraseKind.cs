namespace RtcVoice.Agents.Grammars;

/// <summary>What a <see cref="Phrase"/> is.</summary>
internal enum PhraseKind
{
    /// <summary>A word.</summary>
    Word,

    /// <summary>A rule, by its name.</summary>
    Rule,

    /// <summary>All parts, one after the other.</summary>
    Sequence,

    /// <summary>One of the parts.</summary>
    Choice,

    /// <summary>The only part, or nothing.</summary>
    Optional,
}
