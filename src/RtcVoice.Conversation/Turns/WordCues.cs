using System.Buffers;

namespace RtcVoice.Conversation.Turns;

/// <summary>
/// What the last words of an unfinished transcript say about whether more will come, in English; of words in other
/// languages it says nothing. It weighs, and does not decide: a transcript lags behind the voice.
/// </summary>
internal static class WordCues
{
    private const float Trailing = -2;
    private const float Open = -1;
    private const float Settled = 1;

    /// <summary>Words behind which a clause is open: nobody stops there on purpose.</summary>
    private static readonly HashSet<string> OpenEnds = new(StringComparer.OrdinalIgnoreCase)
    {
        // Conjunctions and relatives.
        "and", "or", "but", "nor", "because", "cause", "if", "unless", "until", "while", "although", "though", "whereas", "whether", "than", "which", "whose",

        // Prepositions that English seldom ends on.
        "of", "from", "into", "onto", "at", "by", "between", "during", "without", "within", "toward", "towards", "upon", "via", "per", "including", "regarding", "to", "for", "with",

        // Articles, possessives, quantities.
        "the", "a", "an", "my", "your", "our", "their", "his", "its", "every", "each", "another", "some", "any", "these", "those",

        // Subjects and auxiliaries that wait for a verb.
        "i", "we", "they", "he", "she", "i'm", "i'd", "i'll", "i've", "we're", "we'd", "we'll", "they're", "he's", "she's", "it's", "that's", "there's", "let's", "what's", "where's", "who's",
        "is", "are", "was", "were", "am", "be", "been", "has", "have", "had", "will", "would", "could", "should", "might", "must", "can", "may", "gonna", "wanna", "want", "wants", "need", "needs",
        "very", "really", "quite", "too", "also", "maybe", "perhaps", "about", "like",
    };

    /// <summary>Sounds and words that keep the turn while a person thinks.</summary>
    private static readonly HashSet<string> Fillers = new(StringComparer.OrdinalIgnoreCase)
    {
        "um", "umm", "ummm", "uh", "uhh", "uhm", "er", "erm", "hmm", "hm", "mm", "well", "so", "then", "plus", "basically", "actually", "let's see",
    };

    /// <summary>Turns that are whole though they are short.</summary>
    private static readonly HashSet<string> Answers = new(StringComparer.OrdinalIgnoreCase)
    {
        "yes", "no", "yeah", "yep", "nope", "okay", "ok", "sure", "thanks", "please", "hello", "hi", "bye", "goodbye", "stop", "right", "exactly", "nothing", "never", "today", "tomorrow", "now",
    };

    private static readonly HashSet<string> OpenStarts = new(StringComparer.OrdinalIgnoreCase) { "if", "when", "while", "although", "unless", "since", "after", "before" };

    private static readonly SearchValues<char> Ends = SearchValues.Create(".?!");

    /// <summary>How the words move the odds that the turn has ended: the logarithm, from -2 to 1; 0 where they say nothing.</summary>
    /// <param name="words">What the person is saying, as far as it was made out.</param>
    public static float LogOdds(ReadOnlySpan<char> words)
    {
        words = words.Trim();
        if (words.IsEmpty)
        {
            return 0;
        }

        if (words.EndsWith("...", StringComparison.Ordinal) || words[^1] is '…' or ',' or '-' or '—' or ':')
        {
            return Trailing;
        }

        bool isPunctuated = Ends.Contains(words[^1]);
        words = words.TrimEnd(".?!");
        string last = words[(words.LastIndexOf(' ') + 1)..].ToString();
        if (Fillers.Contains(last) || EndsWith(words, "you know") || EndsWith(words, "i mean") || EndsWith(words, "let me see") || EndsWith(words, "let me think"))
        {
            return Trailing;
        }

        // A recognizer that knows where sentences end has heard more than we read.
        if (isPunctuated)
        {
            return Settled;
        }

        if (OpenEnds.Contains(last))
        {
            return IsQuestion(words) ? Open : Trailing;
        }

        return IsOpenClause(words) ? Open : Answers.Contains(last) ? Settled : 0;
    }

    // "Who is it for", "where are you from": a question may end on what a statement does not.
    private static bool IsQuestion(ReadOnlySpan<char> words) =>
        StartsWith(words, "who") || StartsWith(words, "what") || StartsWith(words, "where") || StartsWith(words, "which");

    // "If I come by train": the main clause is still to come.
    private static bool IsOpenClause(ReadOnlySpan<char> words)
    {
        const int Whole = 8;
        int space = words.IndexOf(' ');
        return OpenStarts.Contains((space < 0 ? words : words[..space]).ToString()) && words.Count(' ') < Whole && !words.Contains(',');
    }

    private static bool StartsWith(ReadOnlySpan<char> words, string start) =>
        words.StartsWith(start, StringComparison.OrdinalIgnoreCase) && (words.Length == start.Length || words[start.Length] is ' ' or '\'');

    private static bool EndsWith(ReadOnlySpan<char> words, string end) =>
        words.EndsWith(end, StringComparison.OrdinalIgnoreCase) && (words.Length == end.Length || words[^(end.Length + 1)] == ' ');
}
