namespace RtcVoice.Agents.Flite;

/// <summary>
/// Cuts text into pieces that can be spoken one after the other: sentences, and parts of those that are too long. The
/// pieces together are the text.
/// </summary>
public static class SentenceSplitter
{
    /// <summary>Longer sentences are cut at a comma or a space: a listener should not wait, nor a buffer grow, for more.</summary>
    public const int MaxSentenceCharacters = 300;

    private static readonly string[] Abbreviations =
        ["mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "e.g", "i.e", "no", "jr", "sr", "approx", "dept", "fig", "vol"];

    /// <summary>The length of the first piece of <paramref name="text"/>, with the white space behind it.</summary>
    /// <param name="text">What is known of the text.</param>
    /// <param name="isComplete">False while more may follow: then an end that more text could revoke is none.</param>
    /// <returns>Characters; 0 when no piece is certain yet, or the text is empty.</returns>
    public static int FindEnd(ReadOnlySpan<char> text, bool isComplete)
    {
        int limit = Math.Min(text.Length, MaxSentenceCharacters);
        for (int i = 0; i < limit; i++)
        {
            if (text[i] == '\n' && !text[..i].IsWhiteSpace())
            {
                return WithSpace(text, i + 1);
            }

            if (text[i] is not ('.' or '!' or '?' or '\u2026'))
            {
                continue;
            }

            int end = i + 1;
            while (end < text.Length && text[end] is '.' or '!' or '?' or '"' or '\'' or ')' or '\u201D' or '\u2019' or '\u2026')
            {
                end++;
            }

            bool isEnd = end == text.Length ? isComplete : char.IsWhiteSpace(text[end]);
            if (isEnd && !(text[i] == '.' && EndsInAbbreviation(text[..i])))
            {
                return WithSpace(text, end);
            }

            i = end - 1;
        }

        if (text.Length > MaxSentenceCharacters)
        {
            return CutLong(text);
        }

        return isComplete ? text.Length : 0;
    }

    private static bool EndsInAbbreviation(ReadOnlySpan<char> text)
    {
        int start = text.Length;
        while (start > 0 && (char.IsLetter(text[start - 1]) || text[start - 1] == '.'))
        {
            start--;
        }

        ReadOnlySpan<char> word = text[start..];
        if (word.Length == 1 && char.IsUpper(word[0]) && word[0] != 'I')
        {
            return true;
        }

        foreach (string abbreviation in Abbreviations)
        {
            if (word.Equals(abbreviation, StringComparison.OrdinalIgnoreCase))
            {
                // "No." ends more sentences than it numbers things.
                return abbreviation != "no" || char.IsUpper(word[0]) && start > 0;
            }
        }

        return false;
    }

    private static int CutLong(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> head = text[..MaxSentenceCharacters];
        int comma = head.LastIndexOfAny(",;:\u2014");
        if (comma > MaxSentenceCharacters / 3)
        {
            return WithSpace(text, comma + 1);
        }

        int space = head.LastIndexOfAny(" \t\r\n");
        int cut = space > 0 ? space + 1 : MaxSentenceCharacters;
        return char.IsHighSurrogate(text[cut - 1]) ? cut - 1 : cut;
    }

    private static int WithSpace(ReadOnlySpan<char> text, int end)
    {
        while (end < text.Length && char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return end;
    }
}
