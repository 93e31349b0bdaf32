using System.Text.RegularExpressions;

namespace RtcVoice.Agents.Grammars;

/// <summary>
/// Reads the right-hand side of a rule of JSGF: words, &lt;rules&gt;, (groups), [what may be left out] and | between
/// alternatives. Weights, tags and repetitions are not there.
/// </summary>
internal sealed partial class PhraseReader
{
    private readonly IReadOnlyList<string> _tokens;
    private int _at;

    private PhraseReader(IReadOnlyList<string> tokens) => _tokens = tokens;

    private string? Next => _at < _tokens.Count ? _tokens[_at] : null;

    /// <summary>Reads an expansion.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Phrase Read(string expansion)
    {
        MatchCollection matches = Tokens().Matches(expansion);
        if (matches.Sum(m => m.Length) != expansion.Count(c => !char.IsWhiteSpace(c)))
        {
            throw new FormatException($"There is something that is no word and no sign of a grammar in: {expansion}");
        }

        var reader = new PhraseReader([.. matches.Select(m => m.Value)]);
        Phrase phrase = reader.ReadChoice();
        return reader.Next is null ? phrase : throw new FormatException($"There is a '{reader.Next}' too many in: {expansion}");
    }

    private Phrase ReadChoice()
    {
        List<Phrase> alternatives = [ReadSequence()];
        while (Next == "|")
        {
            _at++;
            alternatives.Add(ReadSequence());
        }

        return alternatives.Count == 1 ? alternatives[0] : new Phrase(PhraseKind.Choice, "", alternatives);
    }

    private Phrase ReadSequence()
    {
        List<Phrase> parts = [];
        while (Next is not (null or "|" or ")" or "]"))
        {
            parts.Add(ReadPart());
        }

        return parts.Count switch
        {
            0 => throw new FormatException("An alternative of a grammar is empty."),
            1 => parts[0],
            _ => new Phrase(PhraseKind.Sequence, "", parts),
        };
    }

    private Phrase ReadPart()
    {
        string token = _tokens[_at++];
        return token[0] switch
        {
            '(' => ReadGroup(")"),
            '[' => new Phrase(PhraseKind.Optional, "", [ReadGroup("]")]),
            '<' => new Phrase(PhraseKind.Rule, token[1..^1], []),
            _ => new Phrase(PhraseKind.Word, token, []),
        };
    }

    private Phrase ReadGroup(string end)
    {
        Phrase inner = ReadChoice();
        if (Next != end)
        {
            throw new FormatException($"A '{end}' is missing in a grammar.");
        }

        _at++;
        return inner;
    }

    [GeneratedRegex("<[a-z]+>|[a-z']+|[()\\[\\]|]")]
    private static partial Regex Tokens();
}
