using System.Text;

namespace RtcVoice.Agents.Grammars;

/// <summary>
/// What can be said: rules that both an ear and a reader of text go by, so that what the one hears the other understands.
/// No rule may come to itself again.
/// </summary>
internal sealed class Grammar
{
    private readonly string _name;
    private readonly string _start;
    private readonly IReadOnlyList<(string Name, string Expansion)> _rules;
    private readonly Dictionary<string, Phrase> _phrases;

    /// <summary>Reads a grammar.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="rules">Names and expansions (see <see cref="PhraseReader"/>); the first is what a sentence is.</param>
    /// <exception cref="FormatException">A rule cannot be read, or one is named that is not there.</exception>
    public Grammar(string name, IReadOnlyList<(string Name, string Expansion)> rules)
    {
        _name = name;
        _rules = rules;
        _start = rules[0].Name;
        _phrases = rules.ToDictionary(r => r.Name, r => PhraseReader.Read(r.Expansion));
        if (_phrases.Values.SelectMany(p => p.Rules).FirstOrDefault(r => !_phrases.ContainsKey(r)) is { } missing)
        {
            throw new FormatException($"The grammar {name} has no rule <{missing}>.");
        }

        Words = _phrases.Values.SelectMany(p => p.Words).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Every word in it.</summary>
    public IReadOnlySet<string> Words { get; }

    /// <summary>What a sentence is.</summary>
    public Phrase Start => _phrases[_start];

    /// <summary>What a rule is.</summary>
    public Phrase this[string rule] => _phrases[rule];

    /// <summary>The grammar as JSGF (Java Speech Grammar Format 1.0).</summary>
    public string ToJsgf()
    {
        var jsgf = new StringBuilder($"#JSGF V1.0;\ngrammar {_name};\n");
        foreach ((string name, string expansion) in _rules)
        {
            jsgf.Append(name == _start ? "public " : "").Append($"<{name}> = {expansion};\n");
        }

        return jsgf.ToString();
    }

    /// <summary>Takes a sentence apart.</summary>
    /// <param name="words">Its words, in lower case.</param>
    /// <returns>The rules that it was made by, inner ones first; null when it is no sentence of the grammar.</returns>
    public IReadOnlyList<RuleUse>? Match(IReadOnlyList<string> words)
    {
        foreach (Matched whole in Follow(Start, words, new Matched(0, null)))
        {
            if (whole.End == words.Count)
            {
                return whole.ToList();
            }
        }

        return null;
    }

    private IEnumerable<Matched> Follow(Phrase phrase, IReadOnlyList<string> words, Matched reached) => phrase.Kind switch
    {
        PhraseKind.Word => reached.End < words.Count && words[reached.End] == phrase.Name ? [reached with { End = reached.End + 1 }] : [],
        PhraseKind.Rule => Follow(this[phrase.Name], words, reached).Select(to => to.Using(phrase.Name, words, reached.End)),
        PhraseKind.Choice => phrase.Parts.SelectMany(part => Follow(part, words, reached)),
        PhraseKind.Optional => Follow(phrase.Parts[0], words, reached).Append(reached),
        _ => phrase.Parts.Aggregate<Phrase, IEnumerable<Matched>>([reached], (ends, part) => ends.SelectMany(to => Follow(part, words, to))),
    };

    /// <summary>How far a sentence has been followed, and by which rules: a list that alternatives share the head of.</summary>
    private sealed record Matched(int End, Matched? Before, RuleUse Use = default)
    {
        public Matched Using(string rule, IReadOnlyList<string> words, int start) =>
            new(End, this, new RuleUse(rule, string.Join(' ', words.Skip(start).Take(End - start))));

        public List<RuleUse> ToList()
        {
            List<RuleUse> uses = [];
            for (Matched? step = this; step is not null; step = step.Before)
            {
                if (step.Use.Rule is not null)
                {
                    uses.Add(step.Use);
                }
            }

            uses.Reverse();
            return uses;
        }
    }
}
