namespace RtcVoice.Agents.Pocketsphinx;

/// <summary>
/// How some words are pronounced. A decoder that knows these alone is there in a tenth of a second and takes 8 MB; with
/// all 135,000 of the dictionary it would be ten times as much.
/// </summary>
internal sealed class Pronunciations
{
    private Pronunciations(IReadOnlyList<(string Word, string Phones)> entries, IReadOnlyList<string> phones)
    {
        Entries = entries;
        Phones = phones;
    }

    /// <summary>Words and their phones; a second way of saying a word has a name like <c>the(2)</c>.</summary>
    public IReadOnlyList<(string Word, string Phones)> Entries { get; }

    /// <summary>Every phone of the language.</summary>
    public IReadOnlyList<string> Phones { get; }

    /// <summary>Looks words up.</summary>
    /// <param name="dictionary">Lines of a word and its phones, as the CMU dictionary has them.</param>
    /// <param name="words">The words, in lower case.</param>
    /// <exception cref="InvalidOperationException">A word is not in the dictionary; the message names it.</exception>
    public static Pronunciations Read(IEnumerable<string> dictionary, IReadOnlySet<string> words)
    {
        List<(string, string)> entries = [];
        HashSet<string> found = [];
        var phones = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string line in dictionary)
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space <= 0)
            {
                continue;
            }

            string name = line[..space];
            string sounds = line[(space + 1)..].Trim();
            phones.UnionWith(sounds.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            int variant = name.IndexOf('(', StringComparison.Ordinal);
            string word = variant > 0 ? name[..variant] : name;
            if (words.Contains(word))
            {
                entries.Add((name, sounds));
                found.Add(word);
            }
        }

        string[] unknown = [.. words.Where(w => !found.Contains(w)).Order(StringComparer.Ordinal)];
        return unknown.Length == 0
            ? new Pronunciations(entries, [.. phones])
            : throw new InvalidOperationException($"The dictionary does not say how to pronounce '{string.Join("', '", unknown)}'; use other words in the grammar.");
    }
}
