using System.Text;
using RtcVoice.Agents.Grammars;

namespace RtcVoice.Agents.Local;

/// <summary>Understands sentences of <see cref="ConciergeGrammar"/>, whether they were heard or typed.</summary>
internal static class RequestReader
{
    /// <summary>The longest text that is looked at; no sentence of the grammar has a third of it.</summary>
    private const int MaxCharacters = 200;

    /// <summary>Reads a text.</summary>
    /// <returns>What is wanted; null when it is not understood.</returns>
    public static Request? Read(string text)
    {
        if (text.Length > MaxCharacters || ConciergeGrammar.Rules.Match(ToWords(text)) is not { } uses)
        {
            return null;
        }

        foreach (RuleUse use in uses)
        {
            if (Enum.TryParse(use.Rule, ignoreCase: true, out Intent intent))
            {
                return new Request(intent, FindPlace(intent, uses), FindRoom(intent, uses));
            }
        }

        return null;
    }

    // What people type has capitals, marks, and digits.
    private static string[] ToWords(string text)
    {
        var words = new StringBuilder();
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                words.Append(' ').Append(SpokenDigits.Names[c - '0']).Append(' ');
            }
            else
            {
                words.Append(c == '\u2019' ? '\'' : char.IsLetter(c) || c == '\'' ? char.ToLowerInvariant(c) : ' ');
            }
        }

        return words.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Place? FindPlace(Intent intent, IReadOnlyList<RuleUse> uses) =>
        intent == Intent.Where ? Building.Places.First(place => uses.Any(use => use.Rule == place.Rule)) : null;

    private static int? FindRoom(Intent intent, IReadOnlyList<RuleUse> uses) => intent == Intent.Room
        ? uses.Where(use => use.Rule == "digit").Aggregate(0, (number, use) => (number * 10) + SpokenDigits.Read(use.Words)!.Value)
        : null;
}
